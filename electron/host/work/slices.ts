import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Slices } from '../../bridge/crossing/slices.ts';

/** How long one slice lasts, ms: several may share a turn of the event loop, which should stay below 200 ms. */
const longest = 20;

/** Starts work that is divided into slices of about 20 ms. */
export function newSlices(): Slices {
  let until = performance.now() + longest;
  return {
    isDue: () => performance.now() >= until,
    async next() {
      await nextTurn();
      until = performance.now() + longest;
    },
  };
}
