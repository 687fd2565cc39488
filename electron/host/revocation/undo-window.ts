import { BridgeError, fail } from '../../bridge/failure.ts';
import type { RunDelay, RunSummary } from '../../bridge/revocation.ts';
import { elapsedSince, hasJumped, momentOf, type Clock, type Moment } from './clock.ts';
import type { Hindrance } from './permission.ts';

/** A timer that is late by less than this, ms, is on time. */
const punctual = 1000;
/** One that is late by more than this, ms, is not made up for: nobody was there to press Undo. */
const tooLate = 60_000;
/** So often the window is opened again by itself. */
const mostReopenings = 2;
/**
 * Before anything is sent, what was pressed in time gets so many ms to arrive. A host that was held up finds the timer
 * before the Undo that came in meanwhile.
 */
const settling = 100;

type Standing = Pick<RunSummary, 'sendsAt' | 'sendsIn' | 'delay'>;

/** Of a run whose window is not open. */
export const notOpen: Standing = { sendsAt: null, sendsIn: null, delay: null };

/** What was asked for could only be done while the run waited. */
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
  /** What a person sees of it has changed. */
  changed: () => void;
  /** Begins to send. */
  send: () => void;
}

/**
 * The time in which a run can be undone. It only counts when the host was there all the time to take an Undo: a timer
 * that comes late opens it again, and one that comes much later waits for the person.
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

  /** As a run tells of it. The time left is by the clock that the timer goes by, which nobody can set. */
  standing(): Standing {
    return { sendsAt: this.#closesAt, sendsIn: this.#closesIn(), delay: this.#delay };
  }

  /** @param length ms; 0 closes it at once, null leaves it open until the person sends */
  open(length: number | null): void {
    if (length === 0) return this.#sendIfAllowed();
    if (length !== null) this.#begin(length);
    this.#ports.changed();
  }

  /** The person does not want to wait. Throws the failure that says why nothing may be sent now. */
  sendNow(): void {
    const hindered = this.#ports.hindrance();
    if (hindered) throw new BridgeError(hindered.failure);
    this.#ports.send();
  }

  /** Nothing happens by itself any more. */
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

  /** Goes on with the work after so many ms, unless that turns out to have been too late. */
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

  /** Leaves it open until the person sends. */
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
