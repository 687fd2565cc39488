import type { Bridge } from '../electron/bridge/crossing/connect.ts';
import { BridgeError } from '../electron/bridge/failure.ts';
import type { Run } from '../electron/bridge/revocation.ts';
import { documentedOperations, type DocumentedOperation, type Use } from '../mock-server/index.ts';
import { endSessions } from './end-sessions.ts';

/** The subject that an operation is tried on. */
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
export interface Operation extends Omit<DocumentedOperation, 'use'> {
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

/** The code's bytes, and the server's own image of them. */
const qr: Operation['run'] = async ({ bridge, connectionId }) => {
  const { attemptId } = await bridge('signIn.qr', { connectionId });
  const picture = await bridge('signIn.picture', { connectionId, attemptId, size: 300 });
  await bridge('signIn.cancel', { connectionId, attemptId });
  return picture;
};

/** How each use of a documented operation is had through the bridge, and whether it only reads. */
const ways: Record<Use, { run: Operation['run']; reads: boolean }> = {
  list: { run: list, reads: true },
  get: { run: get, reads: true },
  count: { run: count, reads: true },
  verify: { run: verify, reads: true },
  switch: { run: switchTo, reads: false },
  mint: { run: mint, reads: false },
  end: { run: end, reads: false },
  'end all': { run: endAll, reads: false },
  'show a code': { run: qr, reads: false },
  // A session on which somebody is signed in is not asked.
  'push to a session': {
    run: pushTo(({ idleSessionId }) => ({ kind: 'session', sessionId: idleSessionId ?? '' })),
    reads: false,
  },
  'push to an account': { run: pushTo(({ accountId }) => ({ kind: 'account', accountId })), reads: false },
  'push to a user': { run: pushTo(({ userId }) => ({ kind: 'user', userId })), reads: false },
};

/** Documented operations, with the way to try each. */
export function reached(documented: readonly DocumentedOperation[]): Operation[] {
  return documented.map(({ use, ...operation }) => ({ ...operation, ...ways[use] }));
}

/** All 22, as the mock server took them from the documents; within an API, what reads comes before what ends things. */
export const operations: Operation[] = reached(await documentedOperations());
