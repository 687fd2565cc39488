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

/** The place that a movement key leads to, of `count` places; -1: there is none. */
export function moveCursor(at: number, key: string, page: number, count: number): number {
  const last = count - 1;
  const to: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  };
  return Math.min(last, Math.max(0, to[key] ?? at));
}
