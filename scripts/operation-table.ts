import type { Bridge } from '../electron/bridge/connect.ts';
import { BridgeError } from '../electron/bridge/failure.ts';
import type { EndReport } from '../electron/bridge/session.ts';

/** What an operation is tried on. */
export interface Subject {
  bridge: Bridge;
  connectionId: string;
  filters: Record<string, string>;
  /** A live session that is not the current one. */
  sessionId: string;
  /** A token of that session, for an API that verifies tokens. Empty: none. */
  sessionToken: string;
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
  /** Whether it changes nothing: such operations can be tried on a person's own connection. */
  reads: boolean;
  /** Rejects with a BridgeError when the operation fails. */
  run(subject: Subject): Promise<unknown>;
}

/** A failed call is reported beside its verdict; here it counts as the operation's failure. */
function orFail({ results }: EndReport): void {
  const failed = results.find(({ callFailure }) => callFailure)?.callFailure;
  if (failed) throw new BridgeError(failed);
}

const list: Operation['run'] = ({ bridge, connectionId, filters }) =>
  bridge('sessions.list', { connectionId, filters });
const get: Operation['run'] = ({ bridge, connectionId, sessionId }) =>
  bridge('sessions.get', { connectionId, sessionId });
const end: Operation['run'] = async ({ bridge, connectionId, sessionId }) => {
  orFail(await bridge('sessions.end', { connectionId, sessionIds: [sessionId] }));
};
const endAll: Operation['run'] = async ({ bridge, connectionId }) => {
  orFail(await bridge('sessions.endAll', { connectionId }));
};
const verify: Operation['run'] = ({ bridge, connectionId, sessionId, sessionToken }) =>
  bridge('sessions.verify', { connectionId, sessionId, token: sessionToken });
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
  method: Operation['method'],
  path: string,
  run: Operation['run'],
  changes?: 'changes',
];

const table: Record<string, Row[]> = {
  'better-auth': [
    ['multi_session_list_device_sessions_get', 'GET', '/multi-session/list-device-sessions', list],
    [
      'multi_session_set_active_post',
      'POST',
      '/multi-session/set-active',
      ({ bridge, connectionId, sessionId }) => bridge('sessions.switch', { connectionId, sessionId }),
      'changes',
    ],
    ['multi_session_revoke_post', 'POST', '/multi-session/revoke', end, 'changes'],
  ],
  'nest-sessions': [
    ['sessionControllerGetActiveSessions', 'GET', '/sessions', list],
    [
      'sessionControllerGetSessionCount',
      'GET',
      '/sessions/count',
      ({ bridge, connectionId }) => bridge('sessions.count', { connectionId }),
    ],
    ['sessionControllerValidateSession', 'GET', '/sessions/validate/{sessionId}', verify],
    ['sessionControllerRevokeSession', 'DELETE', '/sessions/{sessionId}', end, 'changes'],
    ['sessionControllerRevokeAllSessions', 'DELETE', '/sessions', endAll, 'changes'],
  ],
  vault: [
    ['listSessions', 'GET', '/users/me/sessions', list],
    ['revokeSession', 'DELETE', '/users/me/sessions/{sessionId}', end, 'changes'],
    ['logoutAllSessions', 'DELETE', '/users/me/sessions', endAll, 'changes'],
  ],
  nextauth: [
    ['get_session', 'GET', '/servers/{serverid}/sessions/', get],
    ['get_qr_login', 'GET', '/servers/{serverid}/sessions/qr/login', qr],
    [
      'provoke_login',
      'POST',
      '/servers/{serverid}/sessions/provokelogin',
      pushTo(({ sessionId }) => ({ kind: 'session', sessionId })),
      'changes',
    ],
    [
      'provoke_login_on_account',
      'POST',
      '/servers/{serverid}/accounts/{accountid}/provokelogin',
      pushTo(({ accountId }) => ({ kind: 'account', accountId })),
      'changes',
    ],
    [
      'provoke_login_on_user',
      'POST',
      '/servers/{serverid}/users/{userid}/provokelogin',
      pushTo(({ userId }) => ({ kind: 'user', userId })),
      'changes',
    ],
    ['logout', 'POST', '/servers/{serverid}/sessions/logout', end, 'changes'],
  ],
  clerk: [
    ['get_session_list', 'GET', '/sessions', list],
    ['get_session', 'GET', '/sessions/{session_id}', get],
    ['verify_session', 'POST', '/sessions/{session_id}/verify', verify],
    [
      'create_session_token_from_template',
      'POST',
      '/sessions/{session_id}/tokens/{template_name}',
      ({ bridge, connectionId, sessionId }) =>
        bridge('tokens.mint', { connectionId, sessionId, template: 'supabase', expiresInSeconds: 60 }),
      'changes',
    ],
    ['revoke_session', 'POST', '/sessions/{session_id}/revoke', end, 'changes'],
  ],
};

/** The 22 documented operations; within an API, what reads comes before what ends things. */
export const operations: Operation[] = Object.entries(table).flatMap(([api, rows]) =>
  rows.map(([name, method, path, run, changes]) => ({ api, name, method, path, run, reads: !changes })),
);
