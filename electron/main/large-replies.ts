import { isLarge } from '../bridge/crossing/check-out.ts';
import type { Piece } from '../bridge/crossing/channels.ts';
import { jsonPieces } from '../host/work/json-pieces.ts';

/** Length of a piece at least, but for the last, in characters: copying it takes a few ms. */
const least = 1024 * 1024;
/** The most replies that are handed over at the same time. The page of an older one has gone. */
const mostOpen = 32;

/**
 * Replies that are too large for Electron to copy in one turn of the main process: the page takes each in pieces of JSON.
 */
export class LargeReplies {
  readonly #open = new Map<number, AsyncGenerator<string>>();
  #last = 0;

  /** A small reply as it is; of a large one, the number under which its pieces are to be had. */
  inPieces<Reply extends object>(reply: Reply): Reply | { pieces: number } {
    if (!isLarge(reply)) return reply;
    this.#last += 1;
    this.#open.set(this.#last, jsonPieces(reply));
    const [oldest] = this.#open.keys();
    if (this.#open.size > mostOpen && oldest !== undefined) this.#open.delete(oldest);
    return { pieces: this.#last };
  }

  /** The next piece of a reply; null where nothing, or nothing more, is to be had under that number. */
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
