import type { Bridge } from '../electron/bridge/crossing/connect.ts';
import { BridgeError } from '../electron/bridge/failure.ts';
import type { Run } from '../electron/bridge/revocation.ts';
import { endSessions } from './end-sessions.ts';

/** What an operation is tried on. */
export interface Subject {
  bridge: Bridge;
  connectionId: string;
  filters: Record<string, string>;
  /** A live session that is not the current one. */
  sessionId: string;
  /** A token of that session, for an API that verifies tokens. Empty: none. */
  sessionToken: string;
  /** A session on which nobody is signed in, where the API has such. */
  idleSessionId: string | null;
  /** Somebody who can be asked to sign in. */
  userId: string;
  accountId: string;
}

/** One documented operation, and how it is reached through the bridge with every documented parameter. */
export interface Operation {
  api: string;
  /** Its name in the API document. */
  name: string;
  method: 'GET' | 'POST' | 'DELETE';
  /** Path below the base URL. */
  path: string;
  /** Its documented parameters, by the names they have in the query, the body or the headers. */
  parameters: string[];
  /** Whether it changes nothing: such operations can be tried on a person's own connection. */
  reads: boolean;
  /** Rejects with a BridgeError when the operation fails. */
  run(subject: Subject): Promise<unknown>;
}

/** A failed call is reported beside its verdict; here it counts as the operation's failure. */
function orFail({ items }: Run): void {
  const failed = items.find(({ callFailure }) => callFailure)?.callFailure;
  if (failed) throw new BridgeError(failed);
}

const list: Operation['run'] = ({ bridge, connectionId, filters }) =>
  bridge('sessions.list', { connectionId, filters });
const get: Operation['run'] = ({ bridge, connectionId, sessionId }) =>
  bridge('sessions.get', { connectionId, sessionId });
const end: Operation['run'] = async ({ bridge, connectionId, sessionId }) => {
  orFail(await endSessions(bridge, { connectionId, scope: 'one', sessionIds: [sessionId] }));
};
const endAll: Operation['run'] = async ({ bridge, connectionId }) => {
  orFail(await endSessions(bridge, { connectionId, scope: 'everything' }));
};
const verify: Operation['run'] = ({ bridge, connectionId, sessionId, sessionToken }) =>
  bridge('sessions.verify', { connectionId, sessionId, token: sessionToken });
const count: Operation['run'] = ({ bridge, connectionId }) => bridge('sessions.count', { connectionId });
const switchTo: Operation['run'] = ({ bridge, connectionId, sessionId }) =>
  bridge('sessions.switch', { connectionId, sessionId });
const mint: Operation['run'] = ({ bridge, connectionId, sessionId }) =>
  bridge('tokens.mint', { connectionId, sessionId, template: 'supabase', expiresInSeconds: 60 });
const reason = 'Checking the connection';

/** Prepares a push to a target and sends it. */
function pushTo(target: (subject: Subject) => Parameters<typeof prepare>[1]): Operation['run'] {
  return async (subject) => {
    const { bridge, connectionId } = subject;
    const { pushId } = await prepare(subject, target(subject));
    return bridge('signIn.push', { connectionId, pushId });
  };
}

type Target =
  | { kind: 'session'; sessionId: string }
  | { kind: 'account'; accountId: string }
  | { kind: 'user'; userId: string };

function prepare({ bridge, connectionId }: Subject, target: Target) {
  return bridge('signIn.preparePush', { connectionId, target, reason });
}

/** The code's bytes, and the server's own drawing of them. */
const qr: Operation['run'] = async ({ bridge, connectionId }) => {
  const { attemptId } = await bridge('signIn.qr', { connectionId });
  const picture = await bridge('signIn.picture', { connectionId, attemptId, size: 300 });
  await bridge('signIn.cancel', { connectionId, attemptId });
  return picture;
};

type Row = [
  name: string,
  request: `${Operation['method']} ${string}`,
  parameters: string[],
  run: Operation['run'],
  changes?: 'changes',
];

const context = ['sessioninfo', 'announceinfo'];
const asNextauth = ['x-apikey', 'x-su', 'x-nonce'];

const table: Record<string, Row[]> = {
  'better-auth': [
    [
      'multi_session_list_device_sessions_get',
      'GET /multi-session/list-device-sessions',
      ['authorization'],
      list,
    ],
    [
      'multi_session_set_active_post',
      'POST /multi-session/set-active',
      ['sessionToken'],
      switchTo,
      'changes',
    ],
    ['multi_session_revoke_post', 'POST /multi-session/revoke', ['sessionToken'], end, 'changes'],
  ],
  'nest-sessions': [
    ['sessionControllerGetActiveSessions', 'GET /sessions', ['currentSessionId', 'page', 'limit'], list],
    ['sessionControllerGetSessionCount', 'GET /sessions/count', [], count],
    ['sessionControllerValidateSession', 'GET /sessions/validate/{sessionId}', [], verify],
    ['sessionControllerRevokeSession', 'DELETE /sessions/{sessionId}', [], end, 'changes'],
    ['sessionControllerRevokeAllSessions', 'DELETE /sessions', [], endAll, 'changes'],
  ],
  vault: [
    ['listSessions', 'GET /users/me/sessions', ['authorization', 'x-tenant-id'], list],
    ['revokeSession', 'DELETE /users/me/sessions/{sessionId}', ['x-tenant-id'], end, 'changes'],
    ['logoutAllSessions', 'DELETE /users/me/sessions', ['x-tenant-id'], endAll, 'changes'],
  ],
  nextauth: [
    ['get_session', 'GET /servers/{serverid}/sessions/', asNextauth, get],
    [
      'get_qr_login',
      'GET /servers/{serverid}/sessions/qr/login',
      [...asNextauth, 'img', 's', ...context],
      qr,
      'changes',
    ],
    ['logout', 'POST /servers/{serverid}/sessions/logout', asNextauth, end, 'changes'],
    [
      'provoke_login',
      'POST /servers/{serverid}/sessions/provokelogin',
      [...asNextauth, ...context],
      // One on which somebody is signed in is not asked.
      pushTo(({ idleSessionId }) => ({ kind: 'session', sessionId: idleSessionId ?? '' })),
      'changes',
    ],
    [
      'provoke_login_on_account',
      'POST /servers/{serverid}/accounts/{accountid}/provokelogin',
      [...asNextauth, ...context],
      pushTo(({ accountId }) => ({ kind: 'account', accountId })),
      'changes',
    ],
    [
      'provoke_login_on_user',
      'POST /servers/{serverid}/users/{userid}/provokelogin',
      [...asNextauth, ...context],
      pushTo(({ userId }) => ({ kind: 'user', userId })),
      'changes',
    ],
  ],
  clerk: [
    ['get_session_list', 'GET /sessions', ['client_id', 'user_id', 'status', 'limit', 'offset'], list],
    ['get_session', 'GET /sessions/{session_id}', ['authorization'], get],
    ['verify_session', 'POST /sessions/{session_id}/verify', ['token'], verify],
    [
      'create_session_token_from_template',
      'POST /sessions/{session_id}/tokens/{template_name}',
      ['expires_in_seconds'],
      mint,
      'changes',
    ],
    ['revoke_session', 'POST /sessions/{session_id}/revoke', ['authorization'], end, 'changes'],
  ],
};

/** The 22 documented operations; within an API, what reads comes before what ends things. */
export const operations: Operation[] = Object.entries(table).flatMap(([api, rows]) =>
  rows.map(([name, request, parameters, run, changes]) => {
    const [method, path] = request.split(' ') as [Operation['method'], string];
    return { api, name, method, path, parameters, run, reads: !changes };
  }),
);
