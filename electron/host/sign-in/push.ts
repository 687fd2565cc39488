import { randomUUID } from 'node:crypto';
import type { PushContext, PushTarget as SentTo } from '../../adapters/adapter.ts';
import { BridgeError, fail } from '../../bridge/failure.ts';
import type { Handlers } from '../../bridge/serve.ts';
import type { PushTarget, SignInAttempt } from '../../bridge/sign-in.ts';
import { able, attempt } from '../attempt.ts';
import { recorded } from '../audit/around.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Desk, Opened } from '../desk.ts';
import type { Attempts } from './attempts.ts';
import { contextFor, newCheckCode } from './push-context.ts';
import { PushLimit } from './push-limit.ts';

interface Prepared {
  connectionId: string;
  target: PushTarget;
  context: PushContext;
  /** In the person's words; also on the phone. */
  reason: string;
}

/** Asking a phone to sign in: what it will show is put together first and sent after, exactly so. */
export function pushHandlers(
  desk: Desk,
  attempts: Attempts,
  audit: AuditLog,
  version: string,
): Pick<Handlers, 'signIn.preparePush' | 'signIn.push'> {
  const prepared = new Map<string, Prepared>();
  const limit = new PushLimit();

  return {
    async 'signIn.preparePush'({ connectionId, target, reason }) {
      able(desk.find(connectionId).adapter, 'push');
      const checkCode = newCheckCode();
      const context = contextFor(version, { 'Check code': checkCode, ...(reason ? { Reason: reason } : {}) });
      const pushId = randomUUID();
      prepared.set(pushId, { connectionId, target, context, reason });
      return { pushId, shown: context, checkCode, ...limit.look(keyOf(connectionId, target)) };
    },

    async 'signIn.push'({ connectionId, pushId }) {
      const push = prepared.get(pushId);
      const got = 'this push was sent already: prepare another';
      if (push?.connectionId !== connectionId) return fail({ code: 'not-found', tried: 'push', got });
      desk.assertAllowed(connectionId);
      limit.take(keyOf(connectionId, push.target));
      prepared.delete(pushId);
      const { connection } = desk.find(connectionId);
      const { value, failure } = await attempt(() =>
        recorded(
          audit,
          { action: 'push.sent', connection, reason: push.reason, details: { target: { ...push.target } } },
          () => desk.operate(connectionId, (opened) => send(desk, attempts, opened, push)),
          () => ({ outcome: 'sent' }),
        ),
      );
      if (value) return value;
      // What the server refused has reached nobody, nor what was not sent. What got no answer may have.
      const refused = failure.status !== null && failure.status < 500;
      if (refused || failure.code === 'not-recorded') limit.giveBack(keyOf(connectionId, push.target));
      throw new BridgeError(failure);
    },
  };
}

async function send(
  desk: Desk,
  attempts: Attempts,
  opened: Opened,
  { target, context }: Prepared,
): Promise<SignInAttempt> {
  const { adapter, api, connection } = opened;
  const begun =
    target.kind === 'session'
      ? await onSession(desk, attempts, opened, target.sessionId)
      : await onFreshSession(attempts, opened, target);
  await able(adapter, 'push')(api, attempts.handleOf(connection.id, begun.attemptId), begun.sentTo, context);
  return attempts.check(opened, begun.attemptId);
}

interface Begun {
  attemptId: string;
  sentTo: SentTo;
}

async function onFreshSession(
  attempts: Attempts,
  opened: Opened,
  target: Exclude<PushTarget, { kind: 'session' }>,
): Promise<Begun> {
  const expected = target.kind === 'user' ? { userId: target.userId } : { accountId: target.accountId };
  return { attemptId: await attempts.begin(opened, expected), sentTo: target };
}

/** A push to the account that last signed in on a session is for that very session. */
async function onSession(desk: Desk, attempts: Attempts, opened: Opened, sessionId: string): Promise<Begun> {
  const { adapter, api, connection } = opened;
  const { handle } = desk.row(connection.id, sessionId);
  const { canPush, userId } = await able(adapter, 'loginStatus')(api, handle);
  const got = 'nobody has signed in on this session yet, so there is no phone to ask';
  if (!canPush) return fail({ code: 'refused', tried: 'push', got, next: 'sign-in' });
  const known = userId ?? desk.lastUser(connection.id, sessionId);
  return {
    attemptId: attempts.resume(connection.id, handle, known === null ? null : { userId: known }),
    sentTo: { kind: 'session' },
  };
}

function keyOf(connectionId: string, target: PushTarget): string {
  return JSON.stringify([connectionId, ...Object.values(target)]);
}
