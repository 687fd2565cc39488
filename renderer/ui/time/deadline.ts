/**
 * A moment on the page's monotonic clock, ms. Setting the computer's clock does not move it, so a countdown to it is
 * right whatever time the computer's clock shows. The brand keeps times since the epoch out.
 */
export type Deadline = number & { readonly clock: 'monotonic' };

/** The deadline this many ms from now: for a remaining time from the host, at the moment its answer arrives. */
export function deadlineIn(ms: number): Deadline {
  return (performance.now() + ms) as Deadline;
}

/** How long until then, ms; 0 once it has passed. */
export function timeLeft(deadline: Deadline): number {
  return Math.max(0, deadline - performance.now());
}

/** Whole seconds, rounded up: at "1 s" there is something left. */
export function wholeSeconds(ms: number): number {
  return Math.max(0, Math.ceil(ms / 1000));
}
