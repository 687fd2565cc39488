import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { uptime } from 'node:os';
import { fail } from '../../bridge/failure.ts';
import { inTransaction } from '../store/transaction.ts';

/** Times in ms. */
export interface LimitRules {
  /** What is limited, as a failure names it. */
  tried: string;
  /** Between two. */
  pause: number;
  window: number;
  mostInWindow: number;
  /** The rule, in words. */
  words: string;
}

/** 30 s between two pushes to one person and three in ten minutes: so that nobody is worn down. */
export const pushRules: LimitRules = {
  ...{ tried: 'push', pause: 30_000, window: 10 * 60_000, mostInWindow: 3 },
  words: 'Sessiondeck waits 30 s between two pushes to a person, and sends three in ten minutes at most',
};

/** Ten times as many codes as a page shows by itself: each is a nonce to look after. */
export const codeRules: LimitRules = {
  ...{ tried: 'signIn.qr', pause: 0, window: 10 * 60_000, mostInWindow: 60 },
  words: 'Sessiondeck shows 60 codes of a server in ten minutes at most',
};

/** Clocks in ms. Neither of the first two changes when the person, or a time server, sets the clock. */
export interface Clocks {
  /** Runs while this process does; may stand still while the machine sleeps. */
  process: () => number;
  /** Since the machine started, also while it slept. */
  machine: () => number;
  /** The time of day: only for telling when something will be allowed. */
  wall: () => number;
}

const realClocks: Clocks = {
  process: () => performance.now(),
  machine: () => uptime() * 1000,
  wall: () => Date.now(),
};

/** When the next one may be, and how many are left for now. `allowedAt`: ms since the epoch; `allowedIn`: ms. */
export interface LimitState {
  allowedAt: number;
  allowedIn: number;
  triesLeft: number;
}

interface Taken {
  id: number;
  key: string;
  machineAt: number;
}

/**
 * How often something may be done to somebody, kept in the store: a restart does not empty it. Whoever is known under
 * several names is given with all of them, and what was done under any of them counts.
 */
export class Limit {
  readonly #rules: LimitRules;
  readonly #clocks: Clocks;
  readonly #table: ReturnType<typeof tableIn>;
  /** When those of this run were taken, by `process`. */
  readonly #takenAt = new Map<number, number>();

  constructor(db: DatabaseSync, rules: LimitRules, clocks = realClocks) {
    this.#rules = rules;
    this.#clocks = clocks;
    this.#table = tableIn(db, rules.tried);
    // The machine has been started anew since then. Noted now: later it will have run for as long again.
    this.#table.rebase(clocks.machine());
  }

  look(names: readonly string[]): LimitState {
    const { pause, window, mostInWindow } = this.#rules;
    const looks = keysOf(names).map((key) => {
      const ages = this.#agesOf(key);
      const [youngest = Infinity] = ages;
      const counted = ages[mostInWindow - 1];
      const wait = Math.max(0, pause - youngest, counted === undefined ? 0 : window - counted);
      return { wait: Math.ceil(wait), triesLeft: Math.max(0, mostInWindow - ages.length) };
    });
    const allowedIn = Math.max(0, ...looks.map(({ wait }) => wait));
    const triesLeft = Math.min(mostInWindow, ...looks.map((one) => one.triesLeft));
    return { allowedIn, allowedAt: this.#clocks.wall() + allowedIn, triesLeft };
  }

  /** Throws `rate-limited` when it may not be yet. */
  check(names: readonly string[]): void {
    const { allowedIn, allowedAt } = this.look(names);
    const { tried, words } = this.#rules;
    if (allowedIn > 0) fail({ code: 'rate-limited', tried, got: words, retryAt: allowedAt });
  }

  /** Checks, and counts one. What it returns takes this one out of the count again: it reached nobody. */
  take(names: readonly string[]): () => void {
    this.check(names);
    const ids = this.#table.add(keysOf(names), this.#clocks.machine());
    for (const id of ids) this.#takenAt.set(id, this.#clocks.process());
    return () => {
      for (const id of ids) this.#forget(id);
    };
  }

  /** How long ago each one that still counts was, ms, the youngest first. */
  #agesOf(key: string): number[] {
    const ages = this.#table.of(key).map((taken) => ({ taken, age: this.#ageOf(taken) }));
    for (const { taken, age } of ages) if (age >= this.#rules.window) this.#forget(taken.id);
    const counted = ages.map(({ age }) => age).filter((age) => age < this.#rules.window);
    return counted.toSorted((a, b) => a - b);
  }

  /** At least so old. */
  #ageOf({ id, machineAt }: Taken): number {
    const takenAt = this.#takenAt.get(id);
    const own = takenAt === undefined ? 0 : this.#clocks.process() - takenAt;
    return Math.max(own, this.#clocks.machine() - machineAt);
  }

  #forget(id: number): void {
    this.#table.remove(id);
    this.#takenAt.delete(id);
  }
}

/** Names of people are in the audit log, not here. */
function keysOf(names: readonly string[]): string[] {
  return [...new Set(names)].map((name) => createHash('sha256').update(name).digest('base64url'));
}

function tableIn(db: DatabaseSync, kind: string) {
  const of = db.prepare('SELECT id, key, machine_at FROM sign_in_limits WHERE kind = ? AND key = ?');
  const add = db.prepare('INSERT INTO sign_in_limits (kind, key, machine_at) VALUES (?, ?, ?) RETURNING id');
  const rebase = db.prepare('UPDATE sign_in_limits SET machine_at = 0 WHERE kind = ? AND machine_at > ?');
  const remove = db.prepare('DELETE FROM sign_in_limits WHERE id = ?');
  return {
    of: (key: string): Taken[] =>
      of.all(kind, key).map((row) => ({ id: Number(row['id']), key, machineAt: Number(row['machine_at']) })),
    add: (keys: string[], machineAt: number): number[] =>
      inTransaction(db, () => keys.map((key) => Number(add.get(kind, key, machineAt)?.['id']))),
    /** What was taken before the machine was started anew counts from that start. */
    rebase: (machine: number) => void rebase.run(kind, machine),
    remove: (id: number) => void remove.run(id),
  };
}
