import type { Bridge } from '../../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../../electron/bridge/failure.ts';
import type { SignInAttempt } from '../../../electron/bridge/sign-in.ts';
import { failureOf } from '../../failures/caught.ts';
import { deadlineIn, timeLeft, type Deadline } from '../../ui/time/deadline.ts';
import { mayPass, mustWait } from '../passing.ts';
import { Polling } from '../polling.ts';
import { qrPhases, type QrPhase } from './qr-phase.ts';

/** How long a phone that has read the code is waited for, ms. */
const patience = 120_000;
/** A code is renewed by itself this many times; nonces that nobody looks at are not made for ever. */
const mostRenewals = 5;

/** Signing in by a QR code: the code on show, and how far its sign-in has come. */
export class QrSignIn {
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  readonly #polling = new Polling(() => this.#check());
  #phase = $state<QrPhase>('idle');
  #attempt = $state.raw<SignInAttempt | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #ended = $state(false);
  /** When the displayed code expires. */
  #ends = $state.raw<Deadline>(deadlineIn(0));
  /** When waiting for a phone that has read the code ends. */
  #gone: Deadline = deadlineIn(0);
  #renewals = 0;
  #reason = '';
  /** The sign-in of the code before: who scanned that in its last second may still be answering. */
  #earlier: string | null = null;
  /** Counts the person's requests: the answer to an older request is discarded. */
  #turn = 0;

  constructor(bridge: Bridge, connectionId: string) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
    bridge.on('signIn.changed', ({ attemptId }) => {
      if (attemptId === this.#attempt?.attemptId || attemptId === this.#earlier) void this.#polling.now();
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

  /** Whether the session that somebody signed in on was found to have ended, while the code was still asked after. */
  get ended(): boolean {
    return this.#ended;
  }

  /** When the displayed code expires. */
  get ends(): Deadline {
    return this.#ends;
  }

  /** Whether a code is on show that can be scanned, or was scanned and waits for the phone. */
  get isOpen(): boolean {
    return ['scan', 'seen', 'confirm', 'offline'].includes(this.#phase);
  }

  /** @param reason in the person's words; the phone shows it */
  async start(reason = ''): Promise<void> {
    this.#reason = reason;
    this.#renewals = 0;
    this.#phase = 'preparing';
    await this.#giveUp();
    await this.#show();
  }

  /** Ends the sign-in, and its nonce with it. */
  async cancel(phase: QrPhase = 'cancelled'): Promise<void> {
    this.#turn += 1;
    this.#polling.stop();
    this.#phase = phase;
    this.#failure = null;
    await this.#giveUp();
  }

  /** The person goes elsewhere: whatever is open or on its way is given up. */
  leave(): void {
    void this.cancel('idle');
  }

  /** The server's own drawing, the bytes of a PNG; null when it could not be had, which is then said. */
  async picture(size: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const attempt = this.#attempt;
    if (!attempt) return null;
    const input = { connectionId: this.#connectionId, attemptId: attempt.attemptId, size };
    try {
      const { png } = await this.#bridge('signIn.picture', input);
      return Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
    } catch (error) {
      this.#failure = failureOf(error, 'signIn.picture');
      return null;
    }
  }

  async #show(): Promise<void> {
    const turn = ++this.#turn;
    this.#polling.stop();
    this.#phase = 'preparing';
    this.#failure = null;
    this.#ended = false;
    try {
      const attempt = await this.#bridge('signIn.qr', {
        connectionId: this.#connectionId,
        reason: this.#reason,
      });
      // Cancelled or restarted in the meantime.
      if (turn !== this.#turn) return await this.#forget(attempt.attemptId);
      this.#startTime(attempt);
      this.#take(attempt);
      this.#polling.start();
    } catch (error) {
      if (turn === this.#turn) this.#fail(error, 'signIn.qr');
    }
  }

  async #check(): Promise<boolean> {
    const turn = this.#turn;
    if (mustWait(this.#failure)) return true;
    const { value: now, error } = await this.#ask().then(
      (value) => ({ value, error: null }),
      (thrown: unknown) => ({ value: null, error: thrown }),
    );
    if (turn !== this.#turn) return false;
    if (this.#isSignedIn()) return this.#askedAgain(now);
    if (error !== null) this.#fail(error, 'signIn.check');
    else if (now) this.#take(now);
    if (this.#phase === 'scan' && timeLeft(this.#ends) === 0) return this.#renew();
    if (this.#isUnanswered()) await this.cancel('no-answer');
    return this.isOpen || this.#isSignedIn();
  }

  /**
   * As long as a code is good, somebody else may confirm it as well. Who signed in is known by then: a question that
   * failed is asked again, and changes nothing.
   */
  #askedAgain(now: SignInAttempt | null): boolean {
    if (now?.phase === 'signed-in') this.#attempt = now;
    if (now) this.#ended = now.phase !== 'signed-in';
    return timeLeft(this.#ends) > 0;
  }

  /** How the sign-in stands; that of the code before counts once somebody has signed in with it. */
  async #ask(): Promise<SignInAttempt | null> {
    const connectionId = this.#connectionId;
    const current = this.#attempt;
    const earlier = this.#earlier;
    if (earlier) {
      const before = await this.#bridge('signIn.check', { connectionId, attemptId: earlier });
      if (before.phase === 'signed-in') return before;
    }
    if (!current) return null;
    return this.#bridge('signIn.check', { connectionId, attemptId: current.attemptId });
  }

  async #renew(): Promise<boolean> {
    if (this.#renewals >= mostRenewals) {
      await this.cancel('expired');
      return false;
    }
    this.#renewals += 1;
    const before = this.#earlier;
    this.#earlier = this.#attempt?.attemptId ?? null;
    this.#attempt = null;
    if (before) await this.#forget(before);
    await this.#show();
    // Showing the code restarted the polling.
    return this.isOpen;
  }

  #take(attempt: SignInAttempt): void {
    const last = this.#attempt;
    const phase = qrPhases[attempt.phase];
    const isRenewed = last?.payload && attempt.payload && last.payload !== attempt.payload;
    if (isRenewed && phase === 'scan') {
      this.#startTime(attempt);
      this.#renewals += 1;
    }
    if (phase !== this.#phase) {
      this.#gone = deadlineIn(patience);
      this.#failure = null;
    }
    this.#attempt = attempt;
    this.#phase = phase;
    if (phase === 'signed-in') this.#forgetOthers([last?.attemptId ?? null, this.#earlier]);
  }

  #startTime({ wait }: SignInAttempt): void {
    this.#ends = deadlineIn(wait?.left ?? 0);
  }

  #forgetOthers(ids: (string | null)[]): void {
    const kept = this.#attempt?.attemptId;
    this.#earlier = null;
    for (const id of ids) if (id !== null && id !== kept) void this.#forget(id);
  }

  #isSignedIn(): boolean {
    return this.#phase === 'signed-in';
  }

  #isUnanswered(): boolean {
    const asked = this.#phase === 'seen' || this.#phase === 'confirm';
    return asked && timeLeft(this.#gone) === 0;
  }

  #fail(error: unknown, tried: string): void {
    const failure = failureOf(error, tried);
    this.#failure = failure;
    this.#phase = mayPass(failure) && this.#attempt ? 'offline' : 'failed';
  }

  /** Gives up every nonce that nobody has signed in with. */
  async #giveUp(): Promise<void> {
    const attempt = this.#attempt;
    const open = attempt && attempt.phase !== 'signed-in' ? attempt.attemptId : null;
    const ids = [open, this.#earlier].filter((id) => id !== null);
    this.#attempt = null;
    this.#earlier = null;
    await Promise.all(ids.map((id) => this.#forget(id)));
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
