import type { Bridge } from '../../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../../electron/bridge/failure.ts';
import type { Approval, PreparedPush, PushTarget, SignInAttempt } from '../../../electron/bridge/sign-in.ts';
import { failureOf, retryDeadline } from '../../failures/caught.ts';
import { deadlineIn, timeLeft, type Deadline } from '../../ui/time/deadline.ts';
import { mayPass, mustWait } from '../passing.ts';
import { Polling } from '../polling.ts';

export type PushPhase =
  | 'idle'
  | 'prepared'
  | 'waiting'
  | 'seen'
  | 'approved'
  | 'someone-else'
  | 'cannot-tell'
  | 'declined'
  | 'no-accounts'
  | 'no-answer'
  | 'failed';

const told: Record<Exclude<SignInAttempt['phase'], 'signed-in'>, PushPhase> = {
  waiting: 'waiting',
  seen: 'seen',
  confirm: 'seen',
  declined: 'declined',
  'no-accounts': 'no-accounts',
};

const answered: Record<Approval, PushPhase> = {
  expected: 'approved',
  unexpected: 'someone-else',
  'cannot-tell': 'cannot-tell',
};

/** Asking a phone to sign in: put together, looked at, sent, waited for. */
export class PushSignIn {
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  readonly #polling = new Polling(() => this.#check());
  #phase = $state<PushPhase>('idle');
  #target = $state.raw<PushTarget | null>(null);
  #prepared = $state.raw<PreparedPush | null>(null);
  #attempt = $state.raw<SignInAttempt | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #busy = $state(false);
  /** When what is prepared may be sent. */
  #allowed = $state.raw<Deadline>(deadlineIn(0));
  /** When waiting for the phone ends. */
  #ends = $state.raw<Deadline>(deadlineIn(0));
  /** Counts the person's requests: the answer to an older request is discarded. */
  #turn = 0;

  constructor(bridge: Bridge, connectionId: string) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
    bridge.on('signIn.changed', ({ attemptId }) => {
      if (attemptId !== this.#attempt?.attemptId) return;
      // Nobody waits any longer, but the host still looks: a late answer is told here too.
      if (this.#phase === 'no-answer') void this.#check();
      else void this.#polling.now();
    });
  }

  get phase(): PushPhase {
    return this.#phase;
  }

  /** Whom the push that is prepared asks. */
  get target(): PushTarget | null {
    return this.#target;
  }

  get prepared(): PreparedPush | null {
    return this.#prepared;
  }

  get attempt(): SignInAttempt | null {
    return this.#attempt;
  }

  get failure(): Failure | null {
    return this.#failure;
  }

  /** While it is being put together or sent. */
  get busy(): boolean {
    return this.#busy;
  }

  /** When what is prepared may be sent. */
  get allowed(): Deadline {
    return this.#allowed;
  }

  /** When waiting for an answer ends. */
  get ends(): Deadline {
    return this.#ends;
  }

  get isOpen(): boolean {
    return this.#phase === 'waiting' || this.#phase === 'seen';
  }

  /** Puts the push together; nothing is sent. */
  async prepare(target: PushTarget, reason: string): Promise<void> {
    this.stop();
    await this.#run('signIn.preparePush', async (isStale) => {
      const input = { connectionId: this.#connectionId, target, reason };
      const prepared = await this.#bridge('signIn.preparePush', input);
      if (isStale()) return;
      this.#prepared = prepared;
      this.#target = target;
      this.#allowed = deadlineIn(prepared.allowedIn);
      this.#phase = 'prepared';
    });
  }

  /** Sends what was prepared, once. */
  async send(): Promise<void> {
    const pushId = this.#prepared?.pushId;
    if (!pushId) return;
    await this.#run('signIn.push', async (isStale) => {
      const attempt = await this.#bridge('signIn.push', { connectionId: this.#connectionId, pushId });
      if (isStale()) return;
      this.#ends = deadlineIn(attempt.wait?.left ?? 0);
      this.#take(attempt);
      if (this.isOpen) this.#polling.start();
    });
  }

  /**
   * Stops waiting. What was sent cannot be taken back, so its nonce is kept: should the phone still say yes, the list
   * shows it.
   */
  stop(): void {
    this.#turn += 1;
    this.#polling.stop();
    this.#phase = 'idle';
    this.#busy = false;
    this.#prepared = null;
    this.#target = null;
    this.#attempt = null;
    this.#failure = null;
  }

  async #check(): Promise<boolean> {
    const attempt = this.#attempt;
    if (!attempt) return false;
    if (mustWait(this.#failure)) return true;
    const input = { connectionId: this.#connectionId, attemptId: attempt.attemptId };
    try {
      const now = await this.#bridge('signIn.check', input);
      if (this.#attempt !== attempt) return false;
      this.#failure = null;
      this.#take(now);
    } catch (error) {
      if (this.#attempt !== attempt) return false;
      this.#fail(error, 'signIn.check');
    }
    if (this.isOpen && timeLeft(this.#ends) === 0) this.#phase = 'no-answer';
    return this.isOpen;
  }

  #take(attempt: SignInAttempt): void {
    this.#attempt = attempt;
    const { phase, approval } = attempt;
    this.#phase = phase === 'signed-in' ? answered[approval ?? 'cannot-tell'] : told[phase];
  }

  async #run(tried: string, work: (isStale: () => boolean) => Promise<void>): Promise<void> {
    const turn = this.#turn;
    const isStale = () => turn !== this.#turn;
    this.#busy = true;
    this.#failure = null;
    try {
      await work(isStale);
    } catch (error) {
      if (!isStale()) this.#fail(error, tried);
    } finally {
      if (!isStale()) this.#busy = false;
    }
  }

  /** While a push is waited for, what may pass is only told: the phone can answer anyway. */
  #fail(error: unknown, tried: string): void {
    this.#failure = failureOf(error, tried);
    const { code, retryAt } = this.#failure;
    const retry = retryDeadline(this.#failure);
    // The host counts pushes, and has sent nothing: what was prepared is still good.
    if (this.#prepared && this.#phase === 'prepared' && code === 'rate-limited' && retry && retryAt) {
      this.#prepared = { ...this.#prepared, allowedAt: retryAt };
      this.#allowed = retry;
    } else if (!(this.isOpen && mayPass(this.#failure))) this.#phase = 'failed';
  }
}
