/** The time sources of plans and runs. */
export interface Clock {
  /** The wall clock, ms since the epoch. It jumps when it is set. */
  now: () => number;
  /** ms since an arbitrary moment. Never goes back, but may stand still while the computer sleeps. */
  monotonic: () => number;
  /** Runs the work after `ms`; calling the returned function cancels it. */
  after: (ms: number, work: () => void) => () => void;
}

export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/** A moment, on both clocks. */
export interface Moment {
  wall: number;
  monotonic: number;
}

/** The clocks may drift apart by this many ms before one counts as set, or as having stood still. */
const drift = 1000;

export function momentOf(clock: Clock): Moment {
  return { wall: clock.now(), monotonic: clock.monotonic() };
}

/**
 * How long ago a moment was, ms: the larger difference of the two clocks, because one may stand still while the computer
 * sleeps and the other can be set. Infinity when the wall clock was set back, because only a lower bound is known then.
 */
export function elapsedSince(clock: Clock, since: Moment): number {
  const { wall, monotonic } = difference(clock, since);
  return wall < monotonic - drift ? Number.POSITIVE_INFINITY : Math.max(wall, monotonic);
}

/** Whether the computer has slept since then, or its clock was set. */
export function hasJumped(clock: Clock, since: Moment): boolean {
  const { wall, monotonic } = difference(clock, since);
  return Math.abs(wall - monotonic) > drift;
}

function difference(clock: Clock, since: Moment): Moment {
  return { wall: clock.now() - since.wall, monotonic: clock.monotonic() - since.monotonic };
}
