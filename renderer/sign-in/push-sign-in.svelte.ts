import type { Bridge } from '../../electron/bridge/connect.ts';
import type { Output } from '../../electron/bridge/contract.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { PushTarget, SignInAttempt } from '../../electron/bridge/sign-in.ts';
import { failureOf } from '../failures/caught.ts';
import { Polling } from './polling.ts';

export type PushPhase =
  | 'idle'
  | 'prepared'
  | 'waiting'
  | 'seen'
  | 'approved'
  | 'someone-else'
  | 'declined'
  | 'no-answer'
  | 'failed';

/** How long a push is waited for, ms. */
const patience = 60_000;

/** Asking a phone to sign in: put together, looked at, sent, waited for. */
export class PushSignIn {
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  readonly #polling = new Polling(() => this.#check());
  #phase = $state<PushPhase>('idle');
  #prepared = $state.raw<Output<'signIn.preparePush'> | null>(null);
  #attempt = $state.raw<SignInAttempt | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #sentAt = 0;

  constructor(bridge: Bridge, connectionId: string) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
    bridge.on('signIn.changed', ({ attemptId }) => {
      if (attemptId === this.#attempt?.attemptId) void this.#polling.now();
    });
  }

  get phase(): PushPhase {
    return this.#phase;
  }

  get prepared(): Output<'signIn.preparePush'> | null {
    return this.#prepared;
  }

  get attempt(): SignInAttempt | null {
    return this.#attempt;
  }

  get failure(): Failure | null {
    return this.#failure;
  }

  /** Puts the push together; nothing is sent. */
  async prepare(target: PushTarget, reason: string): Promise<void> {
    this.stop();
    try {
      const input = { connectionId: this.#connectionId, target, reason };
      this.#prepared = await this.#bridge('signIn.preparePush', input);
      this.#phase = 'prepared';
    } catch (error) {
      this.#fail(error, 'signIn.preparePush');
    }
  }

  /** Sends what was prepared, once. */
  async send(): Promise<void> {
    const pushId = this.#prepared?.pushId;
    if (!pushId) return;
    try {
      const attempt = await this.#bridge('signIn.push', { connectionId: this.#connectionId, pushId });
      this.#sentAt = Date.now();
      this.#take(attempt);
      this.#polling.start();
    } catch (error) {
      this.#fail(error, 'signIn.push');
    }
  }

  /** Stops waiting. What was sent cannot be taken back: the phone may still say yes. */
  stop(): void {
    this.#polling.stop();
    this.#phase = 'idle';
    this.#prepared = null;
    this.#attempt = null;
    this.#failure = null;
  }

  async #check(): Promise<boolean> {
    const attempt = this.#attempt;
    if (!attempt) return false;
    const input = { connectionId: this.#connectionId, attemptId: attempt.attemptId };
    try {
      const now = await this.#bridge('signIn.check', input);
      if (this.#attempt === attempt) this.#take(now);
    } catch (error) {
      this.#fail(error, 'signIn.check');
      return false;
    }
    const open = this.#phase === 'waiting' || this.#phase === 'seen';
    if (open && Date.now() >= this.#sentAt + patience) this.#phase = 'no-answer';
    return this.#phase === 'waiting' || this.#phase === 'seen';
  }

  #take(attempt: SignInAttempt): void {
    this.#attempt = attempt;
    const { phase, asExpected } = attempt;
    if (phase === 'signed-in') this.#phase = asExpected === false ? 'someone-else' : 'approved';
    else if (phase === 'declined' || phase === 'no-accounts') this.#phase = 'declined';
    else this.#phase = phase === 'waiting' ? 'waiting' : 'seen';
  }

  #fail(error: unknown, tried: string): void {
    this.#failure = failureOf(error, tried);
    this.#phase = 'failed';
  }
}
