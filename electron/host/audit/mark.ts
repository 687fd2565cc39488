import pTimeout from 'p-timeout';
import { KeyError, type KeyStore } from '../keys/keys.ts';
import type { Tail } from './chain.ts';
import { folderId } from './key.ts';

/** How long an entry waits for the keychain to store its mark, ms. The keychain may be asking for a password. */
const patience = 1000;
/** A mark is confirmed this long after its entry, ms, unless the next entry's mark comes first. */
const confirmAfter = 100;

/** The end of the log as stored in the keychain. */
export interface Mark extends Tail {
  /** False until the entry is known to be in the log: a crash may have prevented it. */
  confirmed: boolean;
}

/** Null: the keychain has no mark of this log yet. `unknown`: it does not answer, or its value is not a mark. */
export type Remembered = Mark | null | 'unknown';

/**
 * A key store that may know whether a request would prompt the person.
 * @see HeldKeys.isAtHand
 */
export interface MarkStore extends Pick<KeyStore, 'read' | 'write'> {
  isAtHand?: (id: string) => boolean;
}

/** The mark's name in the keychain. */
export function markItem(folder: string): string {
  return `audit-tail-${folderId(folder)}`;
}

/**
 * The mark of a log's end, in the keychain so that somebody who can write to the data folder cannot reset it. It is written
 * before each entry (`announce`) and confirmed after it, so a crash can leave it at most one entry ahead.
 */
export class Marks {
  readonly #keys: MarkStore;
  readonly #item: string;
  readonly #report: (error: unknown) => void;
  #known: Remembered | undefined;
  /** A write that the keychain has not answered yet. */
  #asking: Promise<unknown> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #confirming: Promise<unknown> = Promise.resolve();

  constructor(keys: MarkStore, folder: string, report: (error: unknown) => void) {
    this.#keys = keys;
    this.#item = markItem(folder);
    this.#report = report;
  }

  /**
   * Reads the keychain, with `waits` even if that may prompt the person. If it does not answer, returns the last value
   * that was read or written since the start.
   */
  async read(waits = false): Promise<Remembered> {
    if (!waits && !this.#isAtHand) return this.known;
    try {
      const text = await this.#keys.read(this.#item);
      return (this.#known = text === null ? null : parse(text));
    } catch (error) {
      if (error instanceof KeyError) return this.known;
      throw error;
    }
  }

  /** The last value read or written since the start; reads it if there is none. */
  async latest(waits: boolean): Promise<Remembered> {
    return this.#known ?? this.read(waits);
  }

  /** The last value read or written since the start. */
  get known(): Remembered {
    return this.#known ?? 'unknown';
  }

  /**
   * Writes the mark of an entry that is about to be added. False when the keychain refused, or did not answer within a
   * second: the entry is then added without a mark. `waits`: waits for as long as the keychain takes.
   */
  async announce({ seq, hash }: Tail, waits: boolean): Promise<boolean> {
    clearTimeout(this.#timer);
    if (this.#asking || !(waits || this.#isAtHand)) return false;
    const asking = this.#write({ seq, hash, confirmed: false });
    const answered = () => (this.#asking = null);
    this.#asking = asking.then(answered, answered);
    if (waits) return asking;
    return pTimeout(asking, { milliseconds: patience, fallback: () => false });
  }

  /** Call once the announced entry is in the log. The keychain is updated soon after, without waiting for it. */
  confirm(): void {
    this.#timer = setTimeout(() => this.#confirm(), confirmAfter).unref();
  }

  /** Confirms a pending mark. */
  async close(): Promise<void> {
    if (this.#timer) this.#confirm();
    await this.#confirming;
  }

  #confirm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const mark = this.known;
    if (this.#asking || mark === null || mark === 'unknown' || mark.confirmed || !this.#isAtHand) return;
    this.#confirming = this.#write({ ...mark, confirmed: true }).catch(this.#report);
  }

  get #isAtHand(): boolean {
    return this.#keys.isAtHand?.(this.#item) ?? true;
  }

  async #write(mark: Mark): Promise<boolean> {
    try {
      await this.#keys.write(
        this.#item,
        `${mark.seq} ${mark.hash} ${mark.confirmed ? 'written' : 'announced'}`,
      );
      this.#known = mark;
      return true;
    } catch (error) {
      if (error instanceof KeyError) return false;
      throw error;
    }
  }
}

function parse(text: string): Mark | 'unknown' {
  const [, seq, hash, state] = /^(\d{1,15}) ([0-9a-f]{64}) (announced|written)$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined) return 'unknown';
  return { seq: Number(seq), hash, confirmed: state === 'written' };
}
