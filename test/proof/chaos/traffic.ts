import type { Sighting } from './fault-proxy.ts';

/** What became of the calls to end one session. */
interface Ends {
  /** How many the proxy received, and how many of them it handed on to the server. */
  received: number;
  reached: number;
  /** Those that were answered 429 by the proxy: such an answer says that nothing was done. */
  refused: number;
  /** When the server answered the first of them, as a place in the order of sightings; null: it did not. */
  tookEffect: number | null;
}

/** What really went over the wire, against which is held what the host says of it. */
export class Traffic {
  readonly #ends = new Map<string, Ends>();
  #order = 0;
  #readBack: number | null = null;
  #reads = 0;

  /** Calls to end a session that were received. */
  get sent(): number {
    return this.#ends.values().reduce((sum, { received }) => sum + received, 0);
  }

  /** Reading requests that were received. */
  get reads(): number {
    return this.#reads;
  }

  get sessions(): Iterable<string> {
    return this.#ends.keys();
  }

  of(nativeId: string): Readonly<Ends> {
    return this.#ends.get(nativeId) ?? { received: 0, reached: 0, refused: 0, tookEffect: null };
  }

  /**
   * Whether a session ended only after it had last been asked whether it lives. A request that was cut off can still
   * be on its way; whoever reads meanwhile is told the truth of that moment.
   */
  endedAfterReadBack(nativeId: string): boolean {
    const { tookEffect } = this.of(nativeId);
    return tookEffect !== null && this.#readBack !== null && tookEffect > this.#readBack;
  }

  observe(sighting: Sighting): void {
    this.#order += 1;
    const { ends: id } = sighting;
    if (id === null) return this.#observeRead(sighting);
    const ends = { ...this.of(id) };
    if (sighting.stage === 'received') {
      ends.received += 1;
      if (sighting.fault === '429 storm') ends.refused += 1;
      this.#readBack = null;
    }
    if (sighting.stage === 'reached') ends.reached += 1;
    if (sighting.stage === 'answered') ends.tookEffect ??= this.#order;
    this.#ends.set(id, ends);
  }

  #observeRead({ stage }: Sighting): void {
    if (stage === 'received') this.#reads += 1;
    if (stage === 'reached') this.#readBack ??= this.#order;
  }
}
