import type { Bridge } from '../../electron/bridge/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { SignInAttempt } from '../../electron/bridge/sign-in.ts';
import { failureOf } from '../failures/caught.ts';
import { Polling } from './polling.ts';

export type QrPhase =
  | 'idle'
  | 'preparing'
  | 'scan'
  | 'seen'
  | 'confirm'
  | 'signed-in'
  | 'expired'
  | 'declined'
  | 'no-accounts'
  | 'cancelled'
  | 'offline'
  | 'failed';

/** How long a code can be scanned, ms: the server then has another one. */
export const codeLifetime = 60_000;
/** A code is renewed by itself this many times; nonces that nobody looks at are not made for ever. */
const mostRenewals = 5;

const told: Record<SignInAttempt['phase'], QrPhase> = {
  waiting: 'scan',
  seen: 'seen',
  confirm: 'confirm',
  'signed-in': 'signed-in',
  declined: 'declined',
  'no-accounts': 'no-accounts',
};

/** Signing in by a QR code: the code on show, and how far its sign-in has come. */
export class QrSignIn {
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  readonly #polling = new Polling(() => this.#check());
  #phase = $state<QrPhase>('idle');
  #attempt = $state.raw<SignInAttempt | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #shownSince = $state(0);
  #renewals = 0;

  constructor(bridge: Bridge, connectionId: string) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
    bridge.on('signIn.changed', ({ attemptId }) => {
      if (attemptId === this.#attempt?.attemptId) void this.#polling.now();
    });
  }

  get phase(): QrPhase {
    return this.#phase;
  }

  get attempt(): SignInAttempt | null {
    return this.#attempt;
  }

  get failure(): Failure | null {
    return this.#failure;
  }

  /** When the code on show is over, ms since the epoch. */
  get until(): number {
    return this.#shownSince + codeLifetime;
  }

  /** Whether a code is on show that can be scanned, or was scanned and waits for the phone. */
  get isOpen(): boolean {
    return ['scan', 'seen', 'confirm', 'offline'].includes(this.#phase);
  }

  async start(): Promise<void> {
    this.#renewals = 0;
    await this.#show();
  }

  /** Ends the sign-in, and its nonce with it. */
  async cancel(phase: QrPhase = 'cancelled'): Promise<void> {
    this.#polling.stop();
    const attempt = this.#attempt;
    this.#phase = phase;
    this.#attempt = null;
    if (attempt && attempt.phase !== 'signed-in') await this.#forget(attempt.attemptId);
  }

  /** The server's own drawing, as a data URL; null when it could not be had, which is then said. */
  async picture(size: number): Promise<string | null> {
    const attempt = this.#attempt;
    if (!attempt) return null;
    const input = { connectionId: this.#connectionId, attemptId: attempt.attemptId, size };
    try {
      return `data:image/png;base64,${(await this.#bridge('signIn.picture', input)).png}`;
    } catch (error) {
      this.#failure = failureOf(error, 'signIn.picture');
      return null;
    }
  }

  async #show(): Promise<void> {
    this.#polling.stop();
    const before = this.#attempt;
    if (before) await this.#forget(before.attemptId);
    this.#phase = 'preparing';
    this.#failure = null;
    try {
      this.#take(await this.#bridge('signIn.qr', { connectionId: this.#connectionId }));
      this.#shownSince = Date.now();
      this.#polling.start();
    } catch (error) {
      this.#fail(error, 'signIn.qr');
    }
  }

  async #check(): Promise<boolean> {
    const attempt = this.#attempt;
    if (!attempt) return false;
    if (this.#phase === 'scan' && Date.now() >= this.until) return this.#renew();
    const input = { connectionId: this.#connectionId, attemptId: attempt.attemptId };
    try {
      const now = await this.#bridge('signIn.check', input);
      if (this.#attempt === attempt) this.#take(now);
    } catch (error) {
      this.#fail(error, 'signIn.check');
    }
    return this.isOpen;
  }

  async #renew(): Promise<boolean> {
    if (this.#renewals >= mostRenewals) {
      await this.cancel('expired');
      return false;
    }
    this.#renewals += 1;
    await this.#show();
    // Showing started the polling anew.
    return this.isOpen;
  }

  #take(attempt: SignInAttempt): void {
    const code = this.#attempt?.payload;
    if (code && attempt.payload && code !== attempt.payload) this.#shownSince = Date.now();
    this.#attempt = attempt;
    this.#phase = told[attempt.phase];
  }

  #fail(error: unknown, tried: string): void {
    const failure = failureOf(error, tried);
    const lost = failure.code === 'unreachable' || failure.code === 'timed-out';
    this.#failure = failure;
    this.#phase = lost && this.#attempt ? 'offline' : 'failed';
  }

  /** Best effort: a nonce that could not be given up is in the list, as signed out. */
  async #forget(attemptId: string): Promise<void> {
    try {
      await this.#bridge('signIn.cancel', { connectionId: this.#connectionId, attemptId });
    } catch (error) {
      this.#failure = failureOf(error, 'signIn.cancel');
    }
  }
}
