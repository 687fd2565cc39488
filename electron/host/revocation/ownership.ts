import { fail } from '../../bridge/failure.ts';
import type { FolderLock, LockProblem } from '../store/lock.ts';

const closing: LockProblem = { state: 'unusable', got: 'this Sessiondeck is closing' };

/** Whether this Sessiondeck is the one of its data folder that ends sessions. It becomes so once the other has ended. */
export class Ownership {
  readonly #lock: FolderLock;
  readonly #takeUp: () => void;
  #isOurs = false;
  #isClosed = false;

  /** `takeUp` is called each time the lock has become ours: whoever held it before may have left runs. */
  constructor(lock: FolderLock, takeUp: () => void) {
    this.#lock = lock;
    this.#takeUp = takeUp;
  }

  /** Takes the lock if it is free. Null: it is ours. */
  claim(): LockProblem | null {
    if (this.#isClosed) return closing;
    const problem = this.#lock.take();
    const isNew = !problem && !this.#isOurs;
    this.#isOurs = !problem;
    if (isNew) this.#takeUp();
    return problem;
  }

  /** Throws `not-recorded`, with the file and what to do, while the lock cannot be had. */
  assert(tried: string): void {
    const problem = this.claim();
    if (!problem) return;
    const next = problem.state === 'held' ? 'use-other' : 'free-disk';
    fail({ code: 'not-recorded', tried, got: problem.got, next });
  }

  /** Claims nothing from here on. */
  close(): void {
    this.#isClosed = true;
  }
}
