import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What the turns of an event loop took since the last time this was asked. */
export interface Turns {
  /** CPU time that this thread used in its longest turn, ms. */
  longest: number;
  /** How late a timer was at most, ms of wall clock: on a busy machine that says nothing about us. */
  lag: number;
}

/**
 * Measures every turn of this thread's event loop, garbage collection included. Its immediate has no reference, so that
 * the loop sleeps where it would have slept.
 */
export function meterTurns(): () => Turns {
  let before = process.threadCpuUsage();
  let longest = 0;
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const sample = () => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.threadCpuUsage();
    setImmediate(sample).unref();
  };
  setImmediate(sample).unref();
  return () => {
    const turns = { longest, lag: delay.max / 1e6 };
    longest = 0;
    delay.reset();
    return turns;
  };
}
