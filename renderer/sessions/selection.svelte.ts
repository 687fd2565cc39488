import type { Session } from '../../electron/bridge/session.ts';
import { isLive } from '../../electron/query/status.ts';
import type { Reading } from './reading/reading.svelte.ts';
import type { View } from './view.svelte.ts';

/** The ticked sessions, and the row that the keyboard is on. */
export class Selection {
  readonly #reading: Reading;
  readonly #view: View;
  #ticked = $state.raw<ReadonlySet<string>>(new Set());
  #cursor = $state<string | null>(null);
  #anchor: string | null = null;

  /** The ticked sessions that are still in the list. */
  readonly sessions: readonly Session[] = $derived.by(() =>
    this.#ticked.size === 0 ? [] : this.#reading.sessions.filter(({ id }) => this.#ticked.has(id)),
  );
  readonly hidden: number = $derived.by(() => {
    if (this.sessions.length === 0) return 0;
    const shown = new Set(this.#view.shown.map(({ id }) => id));
    return this.sessions.filter(({ id }) => !shown.has(id)).length;
  });
  /** What select-all takes: those shown that can still be ended, without the current one. */
  readonly selectable: readonly Session[] = $derived.by(() =>
    this.#view.shown.filter((session) => isLive(session) && session.current !== true),
  );
  readonly all: 'none' | 'some' | 'all' = $derived.by(() => {
    if (this.sessions.length === 0) return 'none';
    const every = this.selectable.length > 0 && this.selectable.every(({ id }) => this.#ticked.has(id));
    return every ? 'all' : 'some';
  });

  constructor(reading: Reading, view: View) {
    this.#reading = reading;
    this.#view = view;
  }

  get cursor(): string | null {
    return this.#cursor;
  }

  has(id: string): boolean {
    return this.#ticked.has(id);
  }

  moveTo(id: string): void {
    this.#cursor = id;
  }

  toggle(id: string): void {
    if (!this.#tickable(id)) return;
    const ticked = new Set(this.#ticked);
    if (!ticked.delete(id)) ticked.add(id);
    this.#ticked = ticked;
    this.#anchor = id;
  }

  untick(ids: readonly string[]): void {
    this.#ticked = this.#ticked.difference(new Set(ids));
  }

  /** Ticks everything shown between the last ticked row and this one. */
  extendTo(id: string): void {
    const { shown } = this.#view;
    const ids = shown.map((session) => session.id);
    const from = ids.indexOf(this.#anchor ?? this.#cursor ?? id);
    const to = ids.indexOf(id);
    const range = shown.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1);
    const between = range.filter(isLive).map((session) => session.id);
    this.#anchor ??= this.#cursor ?? id;
    this.#ticked = new Set([...this.#ticked, ...between]);
  }

  selectAllShown(): void {
    this.#ticked = new Set(this.selectable.map(({ id }) => id));
  }

  /** What the box in the heading does. */
  toggleAll(): void {
    if (this.all === 'all') this.clear();
    else this.selectAllShown();
  }

  clear(): void {
    this.#ticked = new Set();
    this.#anchor = null;
  }

  /** A session that is over cannot be ended, so there is nothing to tick it for. */
  #tickable(id: string): boolean {
    return this.#view.shown.some((session) => session.id === id && isLive(session));
  }
}
