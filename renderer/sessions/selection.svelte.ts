import type { Session } from '../../electron/bridge/session.ts';
import type { Input } from '../../electron/bridge/contract.ts';
import { both, countOf, numbersIn, without, type Mask } from '../../electron/query/masks.ts';
import type { Question } from '../../electron/query/question.ts';
import type { Reading } from './reading/reading.svelte.ts';
import type { View } from './view.svelte.ts';

/** What is ticked: single sessions, and all that answer a question but for some. */
interface Ticked {
  ids: ReadonlySet<string>;
  matching: Question | null;
  except: ReadonlySet<string>;
}

const nothing: Ticked = { ids: new Set(), matching: null, except: new Set() };

/** The ticked sessions, and the row that the keyboard is on. */
export class Selection {
  readonly #reading: Reading;
  readonly #view: View;
  #ticked = $state.raw(nothing);
  #cursor = $state<string | null>(null);
  #anchor: string | null = null;

  /** The ticked sessions that are still in the list. */
  readonly mask: Mask = $derived.by(() => this.#masked());
  readonly count: number = $derived(countOf(this.mask));
  /** Those of them that would end: several never include our own. */
  readonly #ending: Mask = $derived.by(() => {
    const { rows } = this.#reading.list;
    const live = both(this.mask, rows.live);
    return countOf(live) > 1 ? both(live, rows.others) : live;
  });
  readonly ends: number = $derived(countOf(this.#ending));
  readonly hidden: number = $derived.by(() =>
    this.count === 0 ? 0 : countOf(without(this.mask, this.#view.mask)),
  );
  /** What select-all takes: those shown that can still be ended, without the current one. */
  readonly #selectable: Mask = $derived.by(() => both(this.#view.mask, this.#reading.list.rows.others));
  readonly selectable: number = $derived(countOf(this.#selectable));
  readonly all: 'none' | 'some' | 'all' = $derived.by(() => {
    if (this.count === 0) return 'none';
    return this.selectable > 0 && countOf(without(this.#selectable, this.mask)) === 0 ? 'all' : 'some';
  });

  constructor(reading: Reading, view: View) {
    this.#reading = reading;
    this.#view = view;
  }

  get cursor(): string | null {
    return this.#cursor;
  }

  /** Whether several are ticked, and our own session is one of them. */
  get leavesOwnOut(): boolean {
    return this.count > 1 && countOf(both(this.mask, this.#reading.list.rows.own)) > 0;
  }

  has(id: string): boolean {
    return this.mask[this.#reading.list.rows.numberOf(id)] === 1;
  }

  moveTo(id: string): void {
    this.#cursor = id;
  }

  toggle(id: string): void {
    if (!this.#tickable(id)) return;
    if (this.has(id)) this.untick([id]);
    else this.#tick([id]);
    this.#anchor = id;
  }

  untick(ids: readonly string[]): void {
    const { ids: single, matching, except } = this.#ticked;
    const gone = new Set(ids);
    const left = matching ? except.union(gone) : except;
    this.#ticked = { ids: single.difference(gone), matching, except: left };
  }

  /** Ticks everything shown between the last ticked row and this one. */
  extendTo(id: string): void {
    const view = this.#view;
    const { rows } = this.#reading.list;
    const from = view.placeOf(this.#anchor ?? this.#cursor ?? id);
    const between = [...view.between(from, view.placeOf(id))].filter((number) => rows.live[number] === 1);
    this.#anchor ??= this.#cursor ?? id;
    this.#tick(between.flatMap((number) => rows.sessions[number]?.id ?? []));
  }

  /** Ticks all that match: not each of them, but whatever answers the question. */
  selectAllShown(): void {
    this.#ticked = { ...nothing, matching: this.#view.question };
  }

  /** What the box in the heading does. */
  toggleAll(): void {
    if (this.all === 'all') this.clear();
    else this.selectAllShown();
  }

  clear(): void {
    this.#ticked = nothing;
    this.#anchor = null;
  }

  /** What a plan is asked for. */
  asked(): Pick<Input<'revocation.plan'>, 'scope' | 'sessionIds' | 'matching'> {
    const { ids, matching, except } = this.#ticked;
    const { vocabulary, readAt: at } = this.#reading.list.rows;
    if (matching && this.ends > 1) {
      const wanted = { ...matching, at, vocabulary: { ...vocabulary }, except: [...except], also: [...ids] };
      return { scope: 'matching', matching: wanted };
    }
    const sessionIds = this.#ids(this.#ending).map(({ id }) => id);
    return { scope: sessionIds.length === 1 ? 'one' : 'selected', sessionIds };
  }

  /** How many ids a plan would be asked for by. */
  get named(): number {
    const { ids, matching, except } = this.#ticked;
    return matching ? Math.max(ids.size, except.size) : this.ends;
  }

  #masked(): Mask {
    const { ids, matching, except } = this.#ticked;
    const { rows } = this.#reading.list;
    const mask = matching ? both(rows.matching(matching), rows.others) : new Uint8Array(rows.sessions.length);
    for (const [some, is] of [[except, 0] as const, [ids, 1] as const])
      for (const id of some) {
        const number = rows.numberOf(id);
        if (number >= 0) mask[number] = is;
      }
    return mask;
  }

  #tick(some: readonly string[]): void {
    const { ids, matching, except } = this.#ticked;
    const added = new Set(some);
    const others = matching ? [...added].filter((id) => !except.has(id) && !this.has(id)) : added;
    this.#ticked = { ids: ids.union(new Set(others)), matching, except: except.difference(added) };
  }

  #ids(mask: Mask): Session[] {
    const { sessions } = this.#reading.list.rows;
    return [...numbersIn(mask)].flatMap((number) => sessions[number] ?? []);
  }

  /** A session that is over cannot be ended, so there is nothing to tick it for. */
  #tickable(id: string): boolean {
    const { rows } = this.#reading.list;
    return this.#view.placeOf(id) >= 0 && rows.live[rows.numberOf(id)] === 1;
  }
}
