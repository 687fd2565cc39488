/** The channels of Electron's IPC: calls and their replies, the pieces of a large reply, and events. */
export const channels = {
  invoke: 'sessiondeck:invoke',
  more: 'sessiondeck:more',
  event: 'sessiondeck:event',
} as const;

/** A part of a large reply, as JSON. */
export interface Piece {
  text: string;
  last: boolean;
}
