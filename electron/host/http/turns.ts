import { fail } from '../../bridge/failure.ts';

/** Concurrent requests of one connection and of all, and how many may wait. */
const limits = { each: 4, all: 16, waiting: 10_000 };

/**
 * Decides which request is sent next: connections take turns, and the requests of one connection keep their order. So a
 * slow server delays only its own requests.
 */
export class Turns {
  readonly #underWay = new Map<string, number>();
  /** In order: the connection whose turn is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #all = 0;
  #waits = 0;

  /**
   * Resolves when it is this request's turn, with a function that ends the turn. Throws `timed-out`, and passes the turn
   * on, if the operation has ended by then; throws `unreachable` when too many are waiting already.
   */
  async take(
    connectionId: string,
    { tried, signal }: { tried: string; signal: AbortSignal },
  ): Promise<() => void> {
    if (this.#waits >= limits.waiting) {
      const got = `not sent: ${this.#waits} requests wait already`;
      fail({ code: 'unreachable', tried, got, next: 'try-later' });
    }
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const queue = this.#waiting.get(connectionId) ?? [];
    queue.push(() => resolve(undefined));
    this.#waiting.set(connectionId, queue);
    this.#waits += 1;
    this.#giveOut();
    await promise;
    const end = () => this.#end(connectionId);
    if (signal.aborted) {
      end();
      fail({ code: 'timed-out', tried, got: 'not sent: it was not its turn in time' });
    }
    return end;
  }

  #giveOut(): void {
    for (let next = this.#next(); next && this.#all < limits.all; next = this.#next()) {
      const [connectionId, queue] = next;
      const start = queue.shift();
      // Deleted and set again, so that it moves to the end of the line.
      this.#waiting.delete(connectionId);
      if (queue.length > 0) this.#waiting.set(connectionId, queue);
      this.#waits -= 1;
      this.#count(connectionId, 1);
      start?.();
    }
  }

  #next() {
    return [...this.#waiting].find(([connectionId]) => (this.#underWay.get(connectionId) ?? 0) < limits.each);
  }

  #end(connectionId: string): void {
    this.#count(connectionId, -1);
    this.#giveOut();
  }

  #count(connectionId: string, by: 1 | -1): void {
    this.#all += by;
    this.#underWay.set(connectionId, (this.#underWay.get(connectionId) ?? 0) + by);
  }
}
