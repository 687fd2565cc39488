import { isLarge } from '../../bridge/crossing/check-out.ts';
import { newSlices } from '../work/slices.ts';

/** Least length of a piece but the last, in characters. */
const least = 64 * 1024;

/** A value as JSON, in pieces: a large one takes several turns of the event loop. */
export async function* jsonPieces(value: unknown): AsyncGenerator<string> {
  const slices = newSlices();
  let piece = '';
  for (const fragment of fragments(value)) {
    piece += fragment;
    if (piece.length >= least) {
      yield piece;
      piece = '';
    }
    if (slices.isDue()) await slices.next();
  }
  yield piece;
}

/** The parts of a text in JSON, where arrays are large an item each. */
function* fragments(value: unknown): Generator<string> {
  // JSON has no `undefined`: in an array it is null.
  if (!isLarge(value)) yield JSON.stringify(value === undefined ? null : value);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield index === 0 ? '[' : ',';
      yield* fragments(item);
    }
    yield ']';
  } else {
    const fields = Object.entries(value as object).filter(([, field]) => field !== undefined);
    for (const [index, [name, field]] of fields.entries()) {
      yield `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`;
      yield* fragments(field);
    }
    yield '}';
  }
}
