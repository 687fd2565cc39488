/**
 * Divides long work into turns of the event loop. A loop over many items awaits `next` whenever `isDue`, so that other
 * work need not wait for all of it.
 */
export interface Slices {
  /** Whether this turn has lasted long enough. */
  isDue(): boolean;
  /** Resolves in a later turn. */
  next(): Promise<void>;
}

/** Never divides the work: for tests, and where nothing is large. */
export const undivided: Slices = { isDue: () => false, next: () => Promise.resolve() };

/** Maps every item, in as many turns as it takes. */
export async function mapInSlices<One, Made>(
  all: readonly One[],
  slices: Slices,
  make: (one: One, index: number) => Made,
): Promise<Made[]> {
  const made: Made[] = [];
  for (const [index, one] of all.entries()) {
    if (slices.isDue()) await slices.next();
    made.push(make(one, index));
  }
  return made;
}
