/** One byte for each row: 1 where the row is meant. */
export type Mask = Uint8Array;

/** How many rows are meant. */
export function countOf(mask: Mask): number {
  let count = 0;
  for (let at = 0; at < mask.length; at += 1) count += mask[at] ?? 0;
  return count;
}

/** The rows that both mean. */
export function both(a: Mask, b: Mask): Mask {
  const mask = new Uint8Array(a.length);
  for (let at = 0; at < a.length; at += 1) mask[at] = (a[at] ?? 0) & (b[at] ?? 0);
  return mask;
}

/** The rows that one of the two means. */
export function either(a: Mask, b: Mask): Mask {
  const mask = new Uint8Array(a.length);
  for (let at = 0; at < a.length; at += 1) mask[at] = (a[at] ?? 0) | (b[at] ?? 0);
  return mask;
}

/** The rows that the first means and the second does not. */
export function without(a: Mask, b: Mask): Mask {
  const mask = new Uint8Array(a.length);
  for (let at = 0; at < a.length; at += 1) mask[at] = (a[at] ?? 0) & (1 - (b[at] ?? 0));
  return mask;
}

/** The numbers of the rows that are meant. */
export function numbersIn(mask: Mask): Uint32Array {
  const numbers = new Uint32Array(countOf(mask));
  let next = 0;
  for (let at = 0; at < mask.length; at += 1) if (mask[at] === 1) numbers[next++] = at;
  return numbers;
}
