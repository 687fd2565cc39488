import { isLarge } from '../../bridge/crossing/check-out.ts';
import { newSlices } from '../work/slices.ts';

/** Minimum length of every piece except the last, in characters. */
const least = 64 * 1024;

/** Serialises a value to JSON in pieces; a large value takes several turns of the event loop. */
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

/** Fragments of a value's JSON: items of large arrays are separate. */
function* fragments(value: unknown): Generator<string> {
  // JSON has no `undefined`: within an array it becomes null.
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
