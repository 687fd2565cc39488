import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { uptime } from 'node:os';
import { fail } from '../../bridge/failure.ts';
import { inTransaction } from '../store/transaction.ts';

/** Times in ms. */
export interface LimitRules {
  /** What is limited, as named in a failure. */
  tried: string;
  /** Minimum time between two. */
  pause: number;
  window: number;
  mostInWindow: number;
  /** The rule in words. */
  words: string;
}

/** 30 s between two pushes to a person and three in ten minutes, so that nobody is worn down into confirming. */
export const pushRules: LimitRules = {
  ...{ tried: 'push', pause: 30_000, window: 10 * 60_000, mostInWindow: 3 },
  words: 'Sessiondeck waits 30 s between two pushes to a person, and sends three in ten minutes at most',
};

/** Ten times as many codes as a page shows by itself; limited because each is a nonce to look after. */
export const codeRules: LimitRules = {
  ...{ tried: 'signIn.qr', pause: 0, window: 10 * 60_000, mostInWindow: 60 },
  words: 'Sessiondeck shows 60 codes of a server in ten minutes at most',
};

/** Clocks in ms. Setting the time of day changes neither `process` nor `machine`. */
export interface Clocks {
  /** Runs while this process does; may stand still while the machine sleeps. */
  process: () => number;
  /** Time since the machine started, including sleep. */
  machine: () => number;
  /** The time of day; used only to say when something will be allowed. */
  wall: () => number;
}

const realClocks: Clocks = {
  process: () => performance.now(),
  machine: () => uptime() * 1000,
  wall: () => Date.now(),
};

/** When the next one is allowed, and how many are left for now. `allowedAt`: ms since the epoch; `allowedIn`: ms. */
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
 * Limits how often something may be done to somebody. The count is in the store, so a restart does not reset it. A person
 * known under several names is passed with all of them, and acts under any of them count.
 */
export class Limit {
  readonly #rules: LimitRules;
  readonly #clocks: Clocks;
  readonly #table: ReturnType<typeof tableIn>;
  /** When those since this start were taken, by the clock `process`. */
  readonly #takenAt = new Map<number, number>();

  constructor(db: DatabaseSync, rules: LimitRules, clocks = realClocks) {
    this.#rules = rules;
    this.#clocks = clocks;
    this.#table = tableIn(db, rules.tried);
    // Entries from before the machine's last start: adjust them now, before its uptime exceeds theirs again.
    this.#table.rebase(clocks.machine());
  }

  /** When the next one is allowed for these names, and how many are left; counts nothing. */
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

  /** Throws `rate-limited` while it is not allowed yet. */
  check(names: readonly string[]): void {
    const { allowedIn, allowedAt } = this.look(names);
    const { tried, words } = this.#rules;
    if (allowedIn > 0) fail({ code: 'rate-limited', tried, got: words, retryAt: allowedAt });
  }

  /** Throws as `check` does, else counts one. The returned function takes it out of the count, if it reached nobody. */
  take(names: readonly string[]): () => void {
    this.check(names);
    const ids = this.#table.add(keysOf(names), this.#clocks.machine());
    for (const id of ids) this.#takenAt.set(id, this.#clocks.process());
    return () => {
      for (const id of ids) this.#forget(id);
    };
  }

  /** The ages of those that still count, ms, youngest first. */
  #agesOf(key: string): number[] {
    const ages = this.#table.of(key).map((taken) => ({ taken, age: this.#ageOf(taken) }));
    for (const { taken, age } of ages) if (age >= this.#rules.window) this.#forget(taken.id);
    const counted = ages.map(({ age }) => age).filter((age) => age < this.#rules.window);
    return counted.toSorted((a, b) => a - b);
  }

  /** The minimum age, ms. */
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

/** Hashes names, because people's names belong in the audit log only. */
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
    /** Counts entries from before the machine's last start as of that start. */
    rebase: (machine: number) => void rebase.run(kind, machine),
    remove: (id: number) => void remove.run(id),
  };
}
