import { fail } from '../../bridge/failure.ts';

const coolDown = 30_000;
const window = 10 * 60_000;
const mostInWindow = 3;

/** Keeps a person from being worn down by pushes: 30 s between two, three in ten minutes, per target. */
export class PushLimit {
  readonly #sent = new Map<string, number[]>();

  /** When the next push to a target may go out, ms since the epoch, and how many are left. */
  look(target: string, now = Date.now()): { allowedAt: number; triesLeft: number } {
    const recent = (this.#sent.get(target) ?? []).filter((time) => time > now - window);
    const last = recent.at(-1) ?? -Infinity;
    const oldest = recent[0] ?? 0;
    const triesLeft = Math.max(0, mostInWindow - recent.length);
    const afterWindow = triesLeft === 0 ? oldest + window : now;
    return { allowedAt: Math.max(now, last + coolDown, afterWindow), triesLeft };
  }

  /** Counts a push; throws `rate-limited` when it may not go out yet. */
  take(target: string, now = Date.now()): void {
    const { allowedAt } = this.look(target, now);
    const got = 'Sessiondeck waits 30 s between two pushes, and sends three in ten minutes at most';
    if (allowedAt > now) fail({ code: 'rate-limited', tried: 'push', got, retryAt: allowedAt });
    const recent = (this.#sent.get(target) ?? []).filter((time) => time > now - window);
    this.#sent.set(target, [...recent, now]);
  }

  /** Takes the last push to a target out of the count: it reached nobody. */
  giveBack(target: string): void {
    this.#sent.get(target)?.pop();
  }
}
