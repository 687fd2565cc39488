/** Height of every row of the list, px; the same as `--row`. */
export const rowHeight = 36;
