/** One line of the result: within its bound if it is at most `bound`, in the figure's unit. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  peer: number | null;
  /** Value to peer; null where there is no peer. */
  ratio: number | null;
  bound: number;
  pass: boolean;
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * Measures two ways of doing the same work in turns, so that whatever else the machine does slows both. Resolves with the
 * medians, ms.
 */
export async function sideBySide(
  times: number,
  ours: () => Promise<number>,
  peers: () => Promise<number>,
): Promise<{ ours: number; peer: number }> {
  const measured = { ours: [] as number[], peer: [] as number[] };
  for (let time = 0; time < times; time += 1) {
    // Each goes first in turn.
    if (time % 2 === 0) measured.peer.push(await peers());
    measured.ours.push(await ours());
    if (time % 2 === 1) measured.peer.push(await peers());
  }
  return { ours: medianOf(measured.ours), peer: medianOf(measured.peer) };
}

/** How long some work takes, ms. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** A figure that may be at most `times` its peer, plus `extra` ms. */
export function comparedTo(name: string, ours: number, peer: number, times: number, extra = 0): Figure {
  const bound = peer * times + extra;
  return { name, value: ours, unit: 'ms', peer, ratio: ours / peer, bound, pass: ours <= bound };
}

/** A figure that has a bound of its own. */
export function within(name: string, value: number, unit: string, bound: number): Figure {
  return { name, value, unit, peer: null, ratio: null, bound, pass: value <= bound };
}

export function lineOf({ name, value, unit, peer, ratio, bound, pass }: Figure): string {
  const compared = peer === null ? '' : `peer ${peer.toFixed(0)}, ${(ratio ?? 0).toFixed(2)} ×`;
  const limit = `at most ${bound.toFixed(0)} ${unit}`;
  return [
    name.padEnd(42),
    `${value.toFixed(0)} ${unit}`.padEnd(10),
    compared.padEnd(24),
    limit.padEnd(14),
    pass ? 'in bound' : 'missed',
  ].join(' ');
}
