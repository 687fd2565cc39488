/** Rows rendered above and below the visible ones, so that scrolling shows no gap. */
const spare = 5;

/**
 * Indexes of the rows, all of one height (px), that have to be in the document: equally many wherever a long list is
 * scrolled to, so that rows can be used again.
 */
export function visibleRange(scrollTop: number, height: number, count: number, rowHeight: number): number[] {
  const length = Math.min(count, Math.ceil(height / rowHeight) + 1 + 2 * spare);
  const first = Math.max(0, Math.min(Math.floor(scrollTop / rowHeight) - spare, count - length));
  return Array.from({ length }, (_, index) => first + index);
}
