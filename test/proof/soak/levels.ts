import { queryObjects } from 'node:v8';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is in use once the garbage is gone. */
export interface Levels {
  /** Objects of JavaScript that something still holds: functions, listeners, sockets, and whatever else is one. */
  objects: number;
  /** Bytes of JavaScript's heap, texts included. */
  heap: number;
  /** Bytes outside of it that its objects own. */
  external: number;
  /** Sockets, timers and servers that keep the process going. */
  handles: number;
}

export const measures = ['objects', 'heap', 'external', 'handles'] as const;

function now(): Levels {
  if (!globalThis.gc) throw new Error('start it with npm run soak: it needs --expose-gc');
  globalThis.gc();
  const { heapUsed: heap, external } = process.memoryUsage();
  const handles = process.getActiveResourcesInfo().length;
  return { objects: queryObjects(Object, { format: 'count' }), heap, external, handles };
}

/** So often handles that are more than before get another moment to go: longer than a connection is kept for the next request. */
const patience = 160;

/** Whether there are more handles than before or, where that is not known, a connection that is still open. */
function isBusier(before: Levels | undefined): boolean {
  const open = process.getActiveResourcesInfo();
  return before ? open.length > before.handles : open.includes('TCPSocketWrap');
}

/**
 * Measures until nothing sinks any more: what was closed takes a moment to be gone, on a busy machine a long one. Handles
 * that are more than there were `before` are waited for first, as counting objects takes long.
 */
export async function levels(before?: Levels): Promise<Levels> {
  for (let tries = 0; isBusier(before) && tries < patience; tries += 1) await sleep(50);
  let lowest = now();
  for (let isRested = false; !isRested;) {
    await sleep(50);
    const next = now();
    isRested = next.objects >= lowest.objects && next.handles >= lowest.handles;
    lowest = each((name) => Math.min(lowest[name], next[name]));
  }
  return lowest;
}

/** How much more there is of each. */
export function growthOf(before: Levels, after: Levels): Levels {
  return each((name) => after[name] - before[name]);
}

function each(value: (name: keyof Levels) => number): Levels {
  const [objects, heap, external, handles] = [
    value('objects'),
    value('heap'),
    value('external'),
    value('handles'),
  ];
  return { objects, heap, external, handles };
}
