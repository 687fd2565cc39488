import { randomUUID } from 'node:crypto';
import type { PushTarget as SentTo } from '../../adapters/adapter.ts';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import { BridgeError, fail, type Failure } from '../../bridge/failure.ts';
import type { PushTarget, SignInAttempt } from '../../bridge/sign-in.ts';
import { recorded } from '../audit/around.ts';
import { neverArrived } from '../http/name-failure.ts';
import type { Opened } from '../lists/operations.ts';
import { idOfHandle } from '../lists/row-id.ts';
import { able, attempt } from '../work/attempt.ts';
import type { Begun } from './attempts.ts';
import { Limit, pushRules } from './limit.ts';
import { namesOf, serverNameOf } from './limit-names.ts';
import type { SignInPorts } from './ports.ts';
import { type Preview, previewFor } from './push-context.ts';
import type { Person } from './record.ts';
import { personIn } from './seen.ts';

interface Prepared {
  connectionId: string;
  target: PushTarget;
  preview: Preview;
  /** The reason in the person's words; also shown on the phone. */
  reason: string;
}

/** The calls that ask a phone to sign in. What it will show is prepared first, then sent exactly as prepared. */
export function pushHandlers(ports: SignInPorts): Pick<Handlers, 'signIn.preparePush' | 'signIn.push'> {
  const { operations, audit, db, version } = ports;
  const prepared = new Map<string, Prepared>();
  const limit = new Limit(db, pushRules);

  return {
    async 'signIn.preparePush'({ connectionId, target, reason }) {
      const { adapter, connection } = operations.find(connectionId);
      able(adapter, 'push');
      const preview = previewFor(version, connection.name, reason);
      const pushId = randomUUID();
      prepared.set(pushId, { connectionId, target, preview, reason });
      return { pushId, ...preview, ...limit.look(namesFor(ports, connectionId, target)) };
    },

    async 'signIn.push'({ connectionId, pushId }) {
      const push = prepared.get(pushId);
      const got = 'this push was sent already: prepare another';
      if (push?.connectionId !== connectionId) return fail({ code: 'not-found', tried: 'push', got });
      operations.assertAllowed(connectionId);
      const names = namesFor(ports, connectionId, push.target);
      limit.check(names);
      prepared.delete(pushId);
      return recorded(
        audit,
        {
          action: 'push.sent',
          connection: operations.find(connectionId).connection,
          reason: push.reason,
          details: { target: { ...push.target } },
        },
        () => sendCounted(ports, push, () => limit.take(names)),
        ({ sent }) => ({
          outcome: sent === 'yes' ? 'sent' : 'may have been sent: the server did not confirm it',
        }),
      );
    },
  };
}

/** All names that pushes to the asked person are counted under. */
function namesFor({ operations }: SignInPorts, connectionId: string, target: PushTarget): string[] {
  const server = serverNameOf(operations.find(connectionId));
  const known = peopleKnown({ operations }, server);
  if (target.kind !== 'session') return namesOf(server, askedIn(target), known);
  const person = personOnSession({ operations }, connectionId, target.sessionId);
  return [JSON.stringify([server, 'session', target.sessionId]), ...namesOf(server, person, known)];
}

/** People known on a server, from all connections to it: what one has read tells the others whose account is whose. */
function peopleKnown({ operations }: Pick<SignInPorts, 'operations'>, server: string): Person[] {
  return operations
    .connections()
    .filter(({ id }) => serverNameOf(operations.find(id)) === server)
    .flatMap(({ id }) => [
      ...operations.lists.last(id).map(personIn),
      ...operations.signIns.all(id).flatMap(({ user }) => user ?? []),
    ]);
}

function askedIn(target: Exclude<PushTarget, { kind: 'session' }>): Person {
  if (target.kind === 'user') return { userId: target.userId, accountId: null };
  return { userId: null, accountId: target.accountId };
}

/** The person last signed in on a session, as far as stored or remembered. */
function personOnSession(
  { operations }: Pick<SignInPorts, 'operations'>,
  connectionId: string,
  sessionId: string,
): Person {
  const now = personIn(operations.lists.row(connectionId, sessionId).session);
  const kept = operations.signIns.of(connectionId, sessionId)?.user;
  if (kept) return kept;
  return { ...now, userId: now.userId ?? operations.lists.lastUser(connectionId, sessionId) };
}

/** Sends a push and counts it, unless it certainly reached nobody. */
async function sendCounted(
  ports: SignInPorts,
  push: Prepared,
  take: () => () => void,
): Promise<SignInAttempt> {
  const counted = { requests: 0, giveBack: take() };
  const options = { beforeSend: () => void (counted.requests += 1) };
  const work = (opened: Opened) => send(ports, opened, push, counted);
  return ports.operations.operate(push.connectionId, work, options);
}

interface Counted {
  /** Number of requests that this operation has sent. */
  requests: number;
  /** Takes the push out of the limit's count. */
  giveBack: () => void;
}

async function send(
  ports: SignInPorts,
  opened: Opened,
  { target, preview }: Prepared,
  counted: Counted,
): Promise<SignInAttempt> {
  const { adapter, api, connection, change } = opened;
  const { attempts, settling } = ports;
  const begun = await attempt(() => begin(ports, opened, target));
  if (begun.failure) return takeBack(counted, begun.failure);
  const sentTo: SentTo = target.kind === 'session' ? { kind: 'session' } : target;
  const before = counted.requests;
  const pushed = await attempt(() => able(adapter, 'push')(api, begun.value.handle, sentTo, preview.shown));
  if (pushed.failure && (counted.requests === before || reachedNobody(pushed.failure))) {
    await attempts.drop(opened, begun.value);
    return takeBack(counted, pushed.failure);
  }
  settling.watch(connection.id);
  attempts.shown(begun.value, preview);
  // Stored as `maybe` until now: after a crash in between, or without an answer, the phone may be asking.
  const isSent = !pushed.failure;
  const parts = { sent: 'yes' } as const;
  const noted = await attempt(() =>
    change(isSent ? [{ kind: 'note-sign-in', id: begun.value.signIn.id, parts }] : []),
  );
  if (noted.failure?.code === 'no-key') {
    // Its nonce was forgotten with the key in the meantime, so nobody could end the resulting session later: end it now.
    await attempt(() => able(adapter, 'end')(api, begun.value.handle));
    throw new BridgeError(noted.failure);
  }
  if (!isSent) return attempts.standing(connection.id, begun.value, null);
  // If the keychain refuses the note, go on: the phone is asking, and the nonce is stored.
  const sent: Begun = { ...begun.value, signIn: { ...begun.value.signIn, ...parts } };
  // The push is out, so a failed first check does not undo it.
  const looked = await attempt(() => attempts.check(opened, sent));
  return looked.value ?? attempts.standing(connection.id, sent, null);
}

/** Takes a push that reached nobody out of the count, and throws its failure. */
function takeBack({ giveBack }: Counted, failed: Failure): never {
  giveBack();
  throw new BridgeError(failed);
}

async function begin(
  { operations, attempts }: SignInPorts,
  opened: Opened,
  target: PushTarget,
): Promise<Begun> {
  if (target.kind !== 'session')
    return attempts.begin(opened, { way: 'push', expected: askedIn(target), sent: 'maybe' });
  const { adapter, api, connection, credential } = opened;
  const { handle } = operations.lists.row(connection.id, target.sessionId);
  const { canPush, signedIn } = await able(adapter, 'loginStatus')(api, handle);
  const tried = 'push';
  if (!canPush) {
    const got = 'nobody has signed in on this session yet, so there is no phone to ask';
    return fail({ code: 'refused', tried, got, next: 'sign-in' });
  }
  if (signedIn) {
    const got =
      'somebody is signed in on this session already, so no answer of a phone could be told from that';
    return fail({ code: 'refused', tried, got, next: 'refresh' });
  }
  const expected = personOnSession({ operations }, connection.id, idOfHandle(connection.id, handle));
  const stored = credential.handles.find((kept) => kept.handle === handle);
  const session = stored ?? { handle, createdAt: null, user: null, signIn: null };
  return attempts.begin(opened, { way: 'push', expected, sent: 'maybe' }, session);
}

/** Whether the server refused a push, or never got it. A gateway that timed out may have passed it on. */
function reachedNobody(failed: Failure): boolean {
  const { status } = failed;
  if (status !== null) return status < 500 && status !== 408;
  return neverArrived(failed);
}
