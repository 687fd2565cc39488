import { randomBytes, randomUUID } from 'node:crypto';
import type { LoginStatus } from '../../adapters/adapter.ts';
import { fail } from '../../bridge/failure.ts';
import type { SignInAttempt } from '../../bridge/sign-in.ts';
import { able } from '../attempt.ts';
import { keepHandle } from '../credential.ts';
import type { Opened } from '../desk.ts';

/** Who was asked to sign in, where somebody in particular was. */
export type Expected = { userId: string } | { accountId: string } | null;

interface Attempt {
  connectionId: string;
  handle: string;
  expected: Expected;
}

/** Sign-ins that were begun in this run, by an id that says nothing of their nonce. */
export class Attempts {
  readonly #attempts = new Map<string, Attempt>();
  readonly #signedIn: (connectionId: string) => void;

  constructor(signedIn: (connectionId: string) => void) {
    this.#signedIn = signedIn;
  }

  /** Begins on a session of its own, kept with the key: a nonce is never used for two sign-ins. */
  begin({ connection, credential }: Opened, expected: Expected): string {
    const handle = newNonce();
    keepHandle(credential, handle, Date.now());
    return this.resume(connection.id, handle, expected);
  }

  /** Begins on a session that there is already. */
  resume(connectionId: string, handle: string, expected: Expected): string {
    const attemptId = randomUUID();
    this.#attempts.set(attemptId, { connectionId, handle, expected });
    return attemptId;
  }

  /** The nonce of an attempt; throws `not-found` for one that is not of this connection and run. */
  handleOf(connectionId: string, attemptId: string): string {
    return this.#find(connectionId, attemptId).handle;
  }

  forget(attemptId: string): void {
    this.#attempts.delete(attemptId);
  }

  /** Reads where an attempt stands. */
  async check({ api, adapter, connection }: Opened, attemptId: string): Promise<SignInAttempt> {
    const { handle, expected } = this.#find(connection.id, attemptId);
    const status = await able(adapter, 'loginStatus')(api, handle);
    if (status.signedIn) this.#signedIn(connection.id);
    const { userId, accountId, qr } = status;
    return {
      attemptId,
      phase: status.signedIn ? 'signed-in' : 'waiting',
      live: false,
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
