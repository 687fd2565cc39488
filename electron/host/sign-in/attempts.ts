import { randomBytes, randomUUID } from 'node:crypto';
import type { LoginStatus } from '../../adapters/adapter.ts';
import { fail } from '../../bridge/failure.ts';
import type { SignInAttempt } from '../../bridge/sign-in.ts';
import { able } from '../work/attempt.ts';
import type { StoredHandle } from '../keys/credential.ts';
import type { Opened } from '../lists/operations.ts';
import { idOfHandle } from '../lists/row-id.ts';
import { openLive, type LiveChannel } from './live.ts';
import { approvalOf, markOf, personOf } from './person.ts';
import type { Preview } from './push-context.ts';
import type { SignInRecord } from './record.ts';
import { changesOnSeeing, someoneElse } from './seen.ts';

/** A sign-in that the page has not asked about for this long, ms, counts as given up: its page has gone. */
const patience = 3 * 60_000;
/** The page asks about an open sign-in more often than this, ms. */
const fresh = 10_000;
/** How long a given-up sign-in may still be completed, ms: twice the lifetime of any code or push. */
const afterlife = 10 * 60_000;
/** How long a code can be scanned, and a push is waited for, ms; the server then has another code. */
const lifetime = 60_000;

/** A stored handle on which a sign-in was started here. */
export type Begun = StoredHandle & { signIn: SignInRecord };

/** The part of a sign-in that is kept in memory only. Times are of the monotonic clock, ms. */
interface WatchedAttempt {
  live: LiveChannel | null;
  /** The last phase that the live channel reported. */
  told: SignInAttempt['phase'] | null;
  checkedAt: number;
  /** Since when the code has been shown, or the push is out. */
  since: number;
  /** The content of the code last shown, base64. */
  payload: string | null;
  /** What the phone shows with its question; null: an earlier start asked it. */
  preview: Preview | null;
  /** When the person gave it up; null: not yet. */
  givenUpAt: number | null;
}

/** Callbacks: the connection has another session; a sign-in should be checked. */
export interface AttemptEvents {
  signedIn: (connectionId: string) => void;
  changed: (connectionId: string, attemptId: string) => void;
}

/** The sign-ins that were started here. What must survive a crash is stored with their nonces in the keychain. */
export class Attempts {
  readonly #watched = new Map<string, WatchedAttempt>();
  readonly #events: AttemptEvents;
  readonly #now: () => number;

  constructor(events: AttemptEvents, now = () => performance.now()) {
    this.#events = events;
    this.#now = now;
  }

  /** Starts a sign-in on a new nonce, or on that of a session. Resolves once it is stored. */
  async begin(
    { change }: Opened,
    { way, expected, sent }: Pick<SignInRecord, 'way' | 'expected' | 'sent'>,
    session: StoredHandle | null = null,
  ): Promise<Begun> {
    const signIn: SignInRecord = {
      ...{ id: randomUUID(), at: Date.now(), way, expected, sent, fresh: session === null },
      ...{ loggedOut: false, by: null, other: null },
    };
    const stored = session ?? { handle: newNonce(), createdAt: signIn.at, user: null };
    await change([{ kind: 'begin-sign-in', handle: stored.handle, signIn }]);
    this.#watch(signIn.id);
    return { ...stored, signIn };
  }

  /** The sign-in with this id; throws `not-found` if it was given up or belongs to another connection. */
  find({ credential }: Pick<Opened, 'credential'>, attemptId: string): Begun {
    const found = credential.handles.find(({ signIn }) => signIn?.id === attemptId);
    const isGivenUp = found?.signIn?.by === null && this.#watched.get(attemptId)?.givenUpAt != null;
    if (found?.signIn && !isGivenUp) return { ...found, signIn: found.signIn };
    const got = 'this sign-in was ended: start another';
    return fail({ code: 'not-found', tried: 'finding the sign-in', got });
  }

  /** Removes a sign-in that reached nobody, and the nonce that was created for it. */
  async drop({ change }: Pick<Opened, 'change'>, { signIn }: Begun): Promise<void> {
    this.#forget(signIn.id);
    await change([{ kind: 'drop-sign-in', id: signIn.id }]);
  }

  /** Call when the code is shown or the push is out. @param payload content of the code, base64 */
  shown({ signIn }: Begun, preview: Preview, payload: string | null = null): void {
    Object.assign(this.#watch(signIn.id), { since: this.#now(), preview, payload });
  }

  /** What the phone shows with its question; null where an earlier start asked it. */
  previewOf({ signIn }: Begun): Preview | null {
    return this.#watch(signIn.id).preview;
  }

  /** The person no longer waits for the sign-in. It may still be completed. */
  giveUp(attemptId: string): void {
    const watched = this.#watch(attemptId);
    watched.givenUpAt ??= this.#now();
    watched.live?.close();
  }

  /** Whether the page itself keeps asking about it. */
  isAskedAfter({ id }: SignInRecord): boolean {
    const watched = this.#watched.get(id);
    return watched?.givenUpAt === null && this.#now() - watched.checkedAt < fresh;
  }

  /** Whether nobody waits for it any longer. The wait for a sign-in of an earlier start begins with this call. */
  isGivenUp({ id }: SignInRecord): boolean {
    const { givenUpAt, checkedAt } = this.#watch(id);
    return givenUpAt !== null || this.#now() - checkedAt >= patience;
  }

  /**
   * Whether nobody can complete the sign-in any more: it was given up, and last checked, at least `afterlife` ms ago. The
   * monotonic clock decides, because correcting a wrong time of day would make a new code look a day old.
   */
  isOver(signIn: SignInRecord): boolean {
    const { givenUpAt, checkedAt } = this.#watch(signIn.id);
    const since = Math.max(givenUpAt ?? 0, checkedAt);
    return this.isGivenUp(signIn) && this.#now() - since >= afterlife;
  }

  /** Asks the server where a sign-in stands, and opens its live channel. */
  async check(opened: Opened, begun: Begun): Promise<SignInAttempt> {
    const { connection, adapter, api } = opened;
    const watched = this.#watch(begun.signIn.id);
    watched.checkedAt = this.#now();
    const status = await able(adapter, 'loginStatus')(api, begun.handle);
    watched.live ??= openLive(adapter.live, connection.settings, status.liveId, (told) => {
      if (told !== 'changed') watched.told = told;
      this.#events.changed(connection.id, begun.signIn.id);
    });
    if (status.signedIn) await this.signedIn(opened, begun, status);
    return this.standing(connection.id, begun, status);
  }

  /** Stores who has signed in. */
  async signedIn({ connection, change }: Opened, begun: Begun, status: LoginStatus): Promise<void> {
    this.#watched.get(begun.signIn.id)?.live?.close();
    const changes = changesOnSeeing(begun, personOf(status));
    if (changes.length === 0) return;
    await change(changes);
    this.#events.signedIn(connection.id);
  }

  /** A sign-in as the page gets it; without a status it is waiting. */
  standing(connectionId: string, { handle, signIn }: Begun, status: LoginStatus | null): SignInAttempt {
    const watched = this.#watch(signIn.id);
    const { userId = null, accountId = null, qr = null, signedIn = false } = status ?? {};
    const person = { userId, accountId };
    const approval = signedIn && signIn.expected ? approvalOf(signIn.expected, person) : null;
    return {
      attemptId: signIn.id,
      phase: signedIn ? 'signed-in' : (watched.told ?? 'waiting'),
      live: watched.live?.isOpen() ?? false,
      sent: signIn.sent,
      userId,
      accountId,
      userMark: signedIn ? markOf(userId) : null,
      approval,
      asExpected: approval === null || approval === 'cannot-tell' ? null : approval === 'expected',
      before: signedIn ? someoneElse(signIn, person) : null,
      sessionId: idOfHandle(connectionId, handle),
      // A status without the code's content must not remove the code from the screen.
      payload: signedIn ? qr : (qr ?? watched.payload),
      wait: signedIn ? null : this.#waitOf(watched, qr),
      ...(watched.preview ? { preview: watched.preview } : {}),
      checkedAt: Date.now(),
    };
  }

  /** Closes all live channels. */
  close(): void {
    for (const attemptId of this.#watched.keys()) this.#forget(attemptId);
  }

  /** The remaining time; starts again if the server has changed the code. */
  #waitOf(watched: WatchedAttempt, payload: string | null): SignInAttempt['wait'] {
    if (payload !== null && watched.payload !== null && payload !== watched.payload)
      watched.since = this.#now();
    watched.payload = payload ?? watched.payload;
    const left = Math.max(0, Math.ceil(lifetime - (this.#now() - watched.since)));
    return { whole: lifetime, left };
  }

  #forget(attemptId: string): void {
    this.#watched.get(attemptId)?.live?.close();
    this.#watched.delete(attemptId);
  }

  #watch(attemptId: string): WatchedAttempt {
    const known = this.#watched.get(attemptId);
    const now = this.#now();
    const first = {
      live: null,
      told: null,
      checkedAt: now,
      since: now,
      payload: null,
      preview: null,
      givenUpAt: null,
    };
    const watched = known ?? first;
    this.#watched.set(attemptId, watched);
    return watched;
  }
}

/** 192 random bits in base64 (document 003, provoke_login_on_account). */
function newNonce(): string {
  return randomBytes(24).toString('base64');
}
