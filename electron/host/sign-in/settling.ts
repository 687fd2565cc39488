import type { AuditLog } from '../audit/log.ts';
import { recorded } from '../audit/around.ts';
import { BridgeError, fail } from '../../bridge/failure.ts';
import { able, attempt } from '../work/attempt.ts';
import type { Operations, Opened } from '../lists/operations.ts';
import { idOfHandle } from '../lists/row-id.ts';
import { oneByOne } from '../work/one-by-one.ts';
import type { Attempts, Begun } from './attempts.ts';

/** The longest pause between two checks, ms. */
const longest = 120_000;

interface Ports {
  operations: Operations;
  attempts: Attempts;
  audit: AuditLog;
  report: (error: unknown) => void;
  /** The first pause between two checks, ms; it doubles. */
  first: number;
}

interface Looking {
  timer: NodeJS.Timeout;
  pause: number;
}

/**
 * Looks after sign-ins that nobody has completed. One that is given up is logged out; its nonce stays in the list until the
 * sign-in can no longer be completed and the server says that nobody is signed in on it, and is then dropped.
 */
export class Settling {
  readonly #ports: Ports;
  readonly #looking = new Map<string, Looking>();
  readonly #running = new Set<Promise<void>>();
  readonly #inTurn = oneByOne();
  #closed = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Checks soon, and repeatedly until every sign-in of the connection is settled. */
  watch(connectionId: string): void {
    this.#plan(connectionId, this.#ports.first);
  }

  /** Starts checking, unless that is planned already. */
  ensure(connectionId: string): void {
    if (!this.#looking.has(connectionId)) this.watch(connectionId);
  }

  /** As part of an operation: checks one sign-in, and moves it as close to its end as possible. */
  settle(opened: Opened, begun: Begun, isLeaving = false): Promise<void> {
    return this.#inTurn(begun.signIn.id, async () => {
      const sessionId = idOfHandle(opened.connection.id, begun.handle);
      // Read again, because another operation may have had its turn first.
      const kept = this.#ports.operations.signIns.of(opened.connection.id, sessionId);
      if (kept?.signIn?.id !== begun.signIn.id || kept.signIn.by !== null) return;
      await this.#settle(opened, { ...begun, ...kept, signIn: kept.signIn }, isLeaving);
    });
  }

  /**
   * Call before a connection's nonces are forgotten: logs out every sign-in that nobody has completed, because nobody will
   * look after it later. Throws with the field `signIns` where one cannot be logged out, or somebody has signed in by it.
   */
  async leave(connectionId: string): Promise<void> {
    const { operations } = this.#ports;
    if (!operations.find(connectionId).adapter.loginStatus) return;
    const left = await attempt(() => operations.operate(connectionId, (opened) => this.#leaveAll(opened)));
    if (!left.failure) return;
    // Without a key there are no nonces, and none are known while the keychain does not release the key.
    const { code } = left.failure;
    const isOpen = operations.signIns.all(connectionId).some(({ signIn }) => signIn?.by === null);
    if (code === 'no-key' || (code === 'keychain' && !isOpen)) return;
    throw new BridgeError({ ...left.failure, field: 'signIns' });
  }

  async #leaveAll(opened: Opened): Promise<void> {
    const { attempts, operations } = this.#ports;
    for (const begun of unsettled(opened)) {
      attempts.giveUp(begun.signIn.id);
      await this.settle(opened, begun, true);
      const sessionId = idOfHandle(opened.connection.id, begun.handle);
      if (!operations.signIns.of(opened.connection.id, sessionId)?.signIn?.by) continue;
      const got =
        'somebody has just signed in by a code or a push that was open: that session is in the list';
      fail({ code: 'invalid', tried: 'leaving open sign-ins', got, next: 'refresh' });
    }
  }

  async #settle(opened: Opened, begun: Begun, isLeaving: boolean): Promise<void> {
    const { attempts } = this.#ports;
    const { adapter, api, change } = opened;
    const { handle, signIn } = begun;
    const status = await able(adapter, 'loginStatus')(api, handle);
    // A fresh nonce on which a push is now possible shows that somebody was signed in since.
    if (status.signedIn || (signIn.fresh && status.canPush)) await attempts.signedIn(opened, begun, status);
    else if (!attempts.isGivenUp(signIn)) return;
    else if ((signIn.fresh || isLeaving) && !signIn.loggedOut) {
      await this.#logOut(opened, begun);
      await change([{ kind: 'note-sign-in', id: signIn.id, parts: { loggedOut: true } }]);
    } else if (attempts.isOver(signIn)) await attempts.drop(opened, begun);
  }

  /** Stops checking; resolves once nothing is in flight. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { timer } of this.#looking.values()) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  /** Logs a sign-in out. A phone may answer at the same time: a logout that arrives after its answer ends the session. */
  #logOut({ connection, adapter, api }: Opened, { handle, signIn }: Begun): Promise<void> {
    const { audit, operations } = this.#ports;
    operations.assertAllowed(connection.id);
    return recorded(
      audit,
      { action: 'sign-in.given-up', connection, details: { way: signIn.way } },
      () => able(adapter, 'end')(api, handle),
      () => ({ outcome: 'logged out, as nobody had signed in' }),
    );
  }

  #plan(connectionId: string, pause: number): void {
    if (this.#closed) return;
    clearTimeout(this.#looking.get(connectionId)?.timer);
    // `unref`: the timer must not keep the process alive.
    const timer = setTimeout(() => this.#start(connectionId), pause).unref();
    this.#looking.set(connectionId, { timer, pause });
  }

  #start(connectionId: string): void {
    const pause = this.#looking.get(connectionId)?.pause ?? this.#ports.first;
    this.#looking.delete(connectionId);
    const looking = this.#look(connectionId, Math.min(longest, pause * 2)).catch(this.#ports.report);
    this.#running.add(looking);
    void looking.finally(() => this.#running.delete(looking));
  }

  async #look(connectionId: string, pause: number): Promise<void> {
    const { operations } = this.#ports;
    const look = (opened: Opened) => this.#lookAtAll(opened);
    const options = { cause: 'watch', retry: false, whileDown: 'hold' } as const;
    const { value: left, failure } = await attempt(() => operations.operate(connectionId, look, options));
    // After another failure, such as a locked keychain, check again later. A removed connection or key has nothing to check.
    const isGone = failure?.status === null && ['not-found', 'no-key'].includes(failure.code);
    if (isGone || left === 0 || this.#looking.has(connectionId)) return;
    this.#plan(connectionId, pause);
  }

  /** Resolves with the number of unsettled sign-ins. One that cannot be read does not hold up the others. */
  async #lookAtAll(opened: Opened): Promise<number> {
    const open = unsettled(opened);
    for (const begun of open) {
      if (this.#ports.attempts.isAskedAfter(begun.signIn) || this.#closed) continue;
      const { failure } = await attempt(() => this.settle(opened, begun));
      if (failure && failure.status === null && failure.code !== 'read-only') break;
    }
    return open.length;
  }
}

/** The sign-ins of a connection that nobody has completed. */
function unsettled({ credential }: Pick<Opened, 'credential'>): Begun[] {
  return credential.handles.flatMap((stored) =>
    stored.signIn?.by === null ? [{ ...stored, signIn: stored.signIn }] : [],
  );
}
