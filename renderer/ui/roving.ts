/**
 * Moves the focus among the elements marked `data-stop` inside `within`: one up or down, to the first or the last.
 * Only one of them should be reached with Tab.
 */
export function moveFocus(event: KeyboardEvent, within: HTMLElement): void {
  const stops = [...within.querySelectorAll<HTMLElement>('[data-stop]')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  if (at < 0) return;
  const to: Record<string, number> = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: stops.length - 1 };
  const next = stops[to[event.key] ?? -1];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
