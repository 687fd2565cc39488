import { BridgeError, fail } from '../../bridge/failure.ts';
import type { RunDelay, RunSummary } from '../../bridge/revocation.ts';
import { elapsedSince, hasJumped, momentOf, type Clock, type Moment } from './clock.ts';
import type { Hindrance } from './permission.ts';

/** A timer late by less than this, ms, counts as on time. */
const punctual = 1000;
/** A timer late by more than this, ms, does not reopen the window: nobody was there to press Undo. */
const tooLate = 60_000;
/** How often the window may reopen by itself. */
const mostReopenings = 2;
/**
 * How long, ms, to wait before sending, so that an Undo pressed in time can still arrive: a stalled host handles the timer
 * before the Undo that came in during the stall.
 */
const settling = 100;

type Standing = Pick<RunSummary, 'sendsAt' | 'sendsIn' | 'delay'>;

/** The standing of a run whose window is not open. */
export const notOpen: Standing = { sendsAt: null, sendsIn: null, delay: null };

/** Throws `invalid`: the requested action is only possible while the run waits. */
export function refuseTooLate(tried: string, isUndone: boolean): never {
  const got = isUndone
    ? 'it was undone: nothing is sent'
    : 'it no longer waits: it is being sent, or is over';
  return fail({ code: 'invalid', tried, got, next: 'refresh' });
}

export interface WindowPorts {
  clock: Clock;
  /** Why nothing may be sent now; null: it may. */
  hindrance: () => Hindrance | null;
  /** Called when something visible to the person has changed. */
  changed: () => void;
  /** Begins to send. */
  send: () => void;
}

/**
 * The time in which a run can be undone. It counts only if the host was able to handle an Undo throughout: a late timer
 * reopens the window, and a much later one leaves it to the person to send.
 */
export class UndoWindow {
  readonly #ports: WindowPorts;
  #length = 0;
  #opened: Moment;
  #closesAt: number | null = null;
  #delay: RunDelay | null = null;
  #reopenings = 0;
  #cancelTimer: () => void = () => undefined;

  constructor(ports: WindowPorts) {
    this.#ports = ports;
    this.#opened = momentOf(ports.clock);
  }

  /** The window's part of the run's summary. The remaining time is by the monotonic clock, which cannot be set. */
  standing(): Standing {
    return { sendsAt: this.#closesAt, sendsIn: this.#closesIn(), delay: this.#delay };
  }

  /** @param length ms; 0 closes it at once, null leaves it open until the person sends */
  open(length: number | null): void {
    if (length === 0) return this.#sendIfAllowed();
    if (length !== null) this.#begin(length);
    this.#ports.changed();
  }

  /** Sends at the person's request. Throws the failure that says why nothing may be sent now. */
  sendNow(): void {
    const hindered = this.#ports.hindrance();
    if (hindered) throw new BridgeError(hindered.failure);
    this.#ports.send();
  }

  /** Cancels the timer: nothing is sent automatically any more. */
  close(): void {
    this.#cancelTimer();
    this.#closesAt = null;
  }

  #closesIn(): number | null {
    if (this.#closesAt === null) return null;
    const passed = this.#ports.clock.monotonic() - this.#opened.monotonic;
    return Math.max(0, Math.ceil(this.#length - passed));
  }

  #begin(length: number): void {
    const { clock } = this.#ports;
    this.#length = length;
    this.#opened = momentOf(clock);
    this.#closesAt = clock.now() + length;
    this.#wakeAfter(length, () => this.#settle());
  }

  #settle(): void {
    const asleep = momentOf(this.#ports.clock);
    this.#wakeAfter(settling, () => {
      const isOnTime = elapsedSince(this.#ports.clock, asleep) < 2 * settling;
      if (isOnTime) this.#sendIfAllowed();
      else this.#settle();
    });
  }

  /** Runs the work after `ms`, unless by then the timer is too late. */
  #wakeAfter(ms: number, work: () => void): void {
    this.#cancelTimer = this.#ports.clock.after(ms, () => {
      const { clock } = this.#ports;
      const late = elapsedSince(clock, this.#opened) - this.#length;
      if (hasJumped(clock, this.#opened) || late > tooLate) this.#hold('slept');
      else if (late < punctual) work();
      else if (this.#reopenings < mostReopenings) this.#reopen();
      else this.#hold('held-up');
    });
  }

  #sendIfAllowed(): void {
    const hindered = this.#ports.hindrance();
    if (hindered) this.#hold(hindered.why);
    else this.#ports.send();
  }

  /** Leaves it to the person to send. */
  #hold(why: RunDelay): void {
    this.close();
    this.#delay = why;
    this.#ports.changed();
  }

  #reopen(): void {
    this.#reopenings++;
    this.#delay = 'reopened';
    this.#begin(this.#length);
    this.#ports.changed();
  }
}
