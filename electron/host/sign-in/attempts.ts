import { randomBytes, randomUUID } from 'node:crypto';
import type { LoginStatus } from '../../adapters/adapter.ts';
import { fail } from '../../bridge/failure.ts';
import type { SignInAttempt } from '../../bridge/sign-in.ts';
import { able } from '../attempt.ts';
import type { Opened } from '../desk.ts';
import { openLive, type LiveChannel } from './live.ts';

/** Who was asked to sign in, where somebody in particular was. */
export type Expected = { userId: string } | { accountId: string } | null;

interface Attempt {
  connectionId: string;
  handle: string;
  expected: Expected;
  live: LiveChannel | null;
  /** What the live channel told last. */
  told: SignInAttempt['phase'] | null;
}

/** Sign-ins that were begun in this run, by an id that says nothing of their nonce. */
export class Attempts {
  readonly #attempts = new Map<string, Attempt>();
  readonly #signedIn: (connectionId: string) => void;
  readonly #changed: (connectionId: string, attemptId: string) => void;

  /** `signedIn` is told when a connection has a session more, `changed` when a sign-in should be checked. */
  constructor(
    signedIn: (connectionId: string) => void,
    changed: (connectionId: string, attemptId: string) => void,
  ) {
    this.#signedIn = signedIn;
    this.#changed = changed;
  }

  /** Begins on a session of its own, kept with the key: a nonce is never used for two sign-ins. */
  async begin({ connection, change }: Opened, expected: Expected): Promise<string> {
    const handle = newNonce();
    await change([{ kind: 'keep-handle', handle, createdAt: Date.now() }]);
    return this.resume(connection.id, handle, expected);
  }

  /** Begins on a session that there is already. */
  resume(connectionId: string, handle: string, expected: Expected): string {
    const attemptId = randomUUID();
    this.#attempts.set(attemptId, { connectionId, handle, expected, live: null, told: null });
    return attemptId;
  }

  /** The nonce of an attempt; throws `not-found` for one that is not of this connection and run. */
  handleOf(connectionId: string, attemptId: string): string {
    return this.#find(connectionId, attemptId).handle;
  }

  forget(attemptId: string): void {
    this.#attempts.get(attemptId)?.live?.close();
    this.#attempts.delete(attemptId);
  }

  /** Closes what is open. */
  close(): void {
    for (const attemptId of this.#attempts.keys()) this.forget(attemptId);
  }

  /** Reads where an attempt stands. */
  async check({ api, adapter, connection }: Opened, attemptId: string): Promise<SignInAttempt> {
    const attempt = this.#find(connection.id, attemptId);
    const { handle, expected } = attempt;
    const status = await able(adapter, 'loginStatus')(api, handle);
    attempt.live ??= openLive(adapter.live, connection.settings, status.liveId, (told) => {
      if (told !== 'changed') attempt.told = told;
      this.#changed(connection.id, attemptId);
    });
    if (status.signedIn) {
      attempt.live?.close();
      this.#signedIn(connection.id);
    }
    const { userId, accountId, qr } = status;
    return {
      attemptId,
      phase: status.signedIn ? 'signed-in' : (attempt.told ?? 'waiting'),
      live: attempt.live?.isOpen() ?? false,
      userId,
      accountId,
      asExpected: status.signedIn ? isExpected(status, expected) : null,
      payload: qr,
      checkedAt: Date.now(),
    };
  }

  #find(connectionId: string, attemptId: string): Attempt {
    const attempt = this.#attempts.get(attemptId);
    const got = 'this sign-in was ended or belongs to an earlier launch: start another';
    if (attempt?.connectionId === connectionId) return attempt;
    return fail({ code: 'not-found', tried: 'finding the sign-in', got });
  }
}

function isExpected({ userId, accountId }: LoginStatus, expected: Expected): boolean | null {
  if (expected === null) return null;
  return 'userId' in expected ? expected.userId === userId : expected.accountId === accountId;
}

/** 192 random bits in Base64 (document 003, provoke_login_on_account). */
function newNonce(): string {
  return randomBytes(24).toString('base64');
}
