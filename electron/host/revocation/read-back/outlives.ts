import { attempt } from '../../work/attempt.ts';
import type { VerdictPorts } from './verdicts.ts';

/** How long credentials that the API issued earlier outlive their ended session, ms; null: they do not. */
export class Outlives {
  readonly #operations: VerdictPorts['operations'];
  readonly #connectionId: string;
  #lasts: number | null;

  constructor(operations: VerdictPorts['operations'], connectionId: string) {
    this.#operations = operations;
    this.#connectionId = connectionId;
    this.#lasts = operations.find(connectionId).adapter.tokensOutliveBy;
  }

  get lasts(): number | null {
    return this.#lasts;
  }

  /** Asks the API, where the adapter supports it. Keeps the last known value when the answer gives none. */
  async learn(): Promise<void> {
    const { outlives } = this.#operations.find(this.#connectionId).adapter;
    if (!outlives) return;
    const read = await attempt(() =>
      this.#operations.operate(this.#connectionId, async ({ api }) => outlives(api)),
    );
    this.#lasts = read.value ?? this.#lasts;
  }
}
