/**
 * Divides long work into turns of the event loop. Whoever works through many things awaits `next` whenever `isDue`, so
 * that nobody waits for all of it.
 */
export interface Slices {
  /** Whether this turn has lasted long enough. */
  isDue(): boolean;
  /** Goes on in another turn. */
  next(): Promise<void>;
}

/** Work that is never divided: for tests, and where nothing is large. */
export const undivided: Slices = { isDue: () => false, next: () => Promise.resolve() };

/** Maps all of them, in as many turns as it takes. */
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
