import type { Session } from '../../electron/bridge/session.ts';

const moves = ['ArrowDown', 'ArrowUp', 'Home', 'End', 'PageDown', 'PageUp'];

export interface KeyAction {
  /** One of the acts below, or the name of the key that moves. */
  do: string;
  extend: boolean;
}

/** What a key does in the list of sessions; null when it is none of the list's. */
export function keyAction(event: KeyboardEvent): KeyAction | null {
  const command = event.ctrlKey || event.metaKey;
  const act = (name: string) => ({ do: name, extend: event.shiftKey });
  if (command) return event.key.toLowerCase() === 'a' ? act('all') : null;
  if (moves.includes(event.key)) return act(event.key);
  if (event.target instanceof HTMLButtonElement) return null;
  if (event.key === ' ') return act('tick');
  if (event.key === 'Enter') return act('open');
  return event.key === 'Escape' ? act('escape') : null;
}

/** The session that a movement key leads to. */
export function moveCursor(
  shown: readonly Session[],
  cursor: string | null,
  key: string,
  page: number,
): Session | undefined {
  const at = shown.findIndex(({ id }) => id === cursor);
  const last = shown.length - 1;
  const to: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  };
  return shown[Math.min(last, Math.max(0, to[key] ?? at))];
}
