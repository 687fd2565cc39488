import type { ConnectionDraft } from '../../electron/bridge/connection.ts';

/** The schema's own list lives beside zod, which the page does not load; the type keeps the two the same. */
const known: Record<ConnectionDraft['colour'], true> = {
  blue: true,
  teal: true,
  green: true,
  amber: true,
  orange: true,
  red: true,
  pink: true,
  violet: true,
  grey: true,
};

export const colours = Object.keys(known) as ConnectionDraft['colour'][];
