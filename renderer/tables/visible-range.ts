/** Rows rendered above and below the visible ones, so that scrolling shows no gap. */
const spare = 8;

/** Indexes of the rows, all of one height (px), that have to be in the document. */
export function visibleRange(scrollTop: number, height: number, count: number, rowHeight: number): number[] {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
  const last = Math.min(count - 1, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
