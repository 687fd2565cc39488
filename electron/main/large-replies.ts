import { isLarge } from '../bridge/crossing/check-out.ts';
import type { Piece } from '../bridge/crossing/channels.ts';
import { jsonPieces } from '../host/work/json-pieces.ts';

/** Minimum length of every piece except the last, in characters: copying one takes a few ms. */
const least = 1024 * 1024;
/** Maximum number of unfinished replies. The page that asked for an older one has gone. */
const mostOpen = 32;

/**
 * Hands over replies that are too large for Electron to copy in one turn of the main process, in pieces of JSON.
 */
export class LargeReplies {
  readonly #open = new Map<number, AsyncGenerator<string>>();
  #last = 0;

  /** Returns a small reply unchanged; for a large one, the number to request its pieces with. */
  inPieces<Reply extends object>(reply: Reply): Reply | { pieces: number } {
    if (!isLarge(reply)) return reply;
    this.#last += 1;
    this.#open.set(this.#last, jsonPieces(reply));
    const [oldest] = this.#open.keys();
    if (this.#open.size > mostOpen && oldest !== undefined) this.#open.delete(oldest);
    return { pieces: this.#last };
  }

  /** The next piece of a reply; null for an unknown or finished number. */
  async next(number: unknown): Promise<Piece | null> {
    const pieces = typeof number === 'number' ? this.#open.get(number) : undefined;
    if (!pieces) return null;
    const piece: Piece = { text: '', last: false };
    while (!piece.last && piece.text.length < least) {
      const step = await pieces.next();
      if (step.done) piece.last = true;
      else piece.text += step.value;
    }
    if (piece.last) this.#open.delete(number as number);
    return piece;
  }
}
