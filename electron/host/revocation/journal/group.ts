import type { Failure } from '../../../bridge/failure.ts';
import type { Journal } from './journal.ts';

/** Where writing a group takes longer than this, ms, all writes of one turn of the event loop share a group. */
const slow = 1;

/**
 * Writes a run's intents and outcomes in groups, each in one transaction that waits for the disk once. A group is the
 * outcome of one request with the intent of the next; on a slow disk, everything from one turn of the event loop. On a
 * fast disk the larger groups would only make requests leave in bursts, with idle time in between.
 */
export class JournalGroup {
  readonly #journal: Pick<Journal, 'together' | 'intend' | 'settle'>;
  #writes: (() => void)[] = [];
  #written: PromiseWithResolvers<undefined> | null = null;
  /** How long the last group took to write, ms. */
  #took = 0;
  /** The first failure of a group. */
  #failed: { error: unknown } | null = null;

  constructor(journal: Pick<Journal, 'together' | 'intend' | 'settle'>) {
    this.#journal = journal;
  }

  /** Resolves once the intent is on disk: only then may the request leave. Rejects with `not-recorded` if it cannot be. */
  async intend(runId: string, positions: number[]): Promise<void> {
    await this.#add(() => this.#journal.intend(runId, positions));
  }

  /** Records an outcome without waiting. If it cannot be written, `written` throws, and on disk its items stay unknown. */
  settle(runId: string, positions: number[], callFailure: Failure | null): void {
    void this.#add(() => this.#journal.settle(runId, positions, callFailure));
  }

  /** Resolves once everything is on disk. Rejects with the failure of the first group that could not be written. */
  async written(): Promise<void> {
    await this.#written?.promise;
    if (this.#failed) throw this.#failed.error;
  }

  #add(write: () => void): Promise<undefined> {
    this.#writes.push(write);
    if (this.#written) return this.#written.promise;
    this.#written = Promise.withResolvers();
    // Nobody awaits an outcome; `written` throws its failure.
    this.#written.promise.catch(() => undefined);
    const soon = this.#took < slow ? queueMicrotask : setImmediate;
    soon(() => this.#write());
    return this.#written.promise;
  }

  #write(): void {
    const [writes, written] = [this.#writes, this.#written];
    this.#writes = [];
    this.#written = null;
    const began = performance.now();
    try {
      this.#journal.together(() => writes.forEach((write) => write()));
      written?.resolve(undefined);
    } catch (error) {
      this.#failed ??= { error };
      written?.reject(error);
    }
    this.#took = performance.now() - began;
  }
}
