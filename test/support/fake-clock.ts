import type { Clock } from '../../electron/host/revocation/clock.ts';

interface Timer {
  /** On the monotonic clock: timers go by it, as Node's do. */
  at: number;
  work: () => void;
}

/** Time that only a test moves. */
export class FakeClock implements Clock {
  #wall = Date.UTC(2026, 10, 21, 12);
  #monotonic = 5000;
  #timers: Timer[] = [];

  readonly now = () => this.#wall;
  readonly monotonic = () => this.#monotonic;
  readonly after = (ms: number, work: () => void) => {
    const timer = { at: this.#monotonic + Math.max(0, ms), work };
    this.#timers.push(timer);
    return () => void (this.#timers = this.#timers.filter((one) => one !== timer));
  };

  /** The host is idle: every timer comes when it is due. */
  pass(ms: number): void {
    const end = this.#monotonic + ms;
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) {
      this.#advance(next.at - this.#monotonic);
      this.#fire(next);
    }
    this.#advance(end - this.#monotonic);
  }

  /** The host is busy or stopped: timers that were due come late, and after them what `arrived` meanwhile. */
  freeze(ms: number, arrived: () => void = () => undefined): void {
    this.#advance(ms);
    for (const timer of this.#timers.filter(({ at }) => at <= this.#monotonic)) this.#fire(timer);
    arrived();
  }

  /** The computer sleeps: timers and the monotonic clock stand still. */
  sleep(ms: number): void {
    this.#wall += ms;
  }

  /** Somebody sets the wall clock, forward or back. */
  set(ms: number): void {
    this.#wall += ms;
  }

  #advance(ms: number): void {
    this.#wall += Math.max(0, ms);
    this.#monotonic += Math.max(0, ms);
  }

  #next(): Timer | undefined {
    return this.#timers.toSorted((a, b) => a.at - b.at)[0];
  }

  #fire(timer: Timer): void {
    // One that was prevented by a timer before it is not among them any more.
    if (!this.#timers.includes(timer)) return;
    this.#timers = this.#timers.filter((one) => one !== timer);
    timer.work();
  }
}
