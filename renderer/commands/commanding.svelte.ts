import { createContext } from 'svelte';
import { commandIds, type CommandId } from '../../electron/bridge/commands.ts';
import type { CommandState } from '../../electron/bridge/shell.ts';
import type { Page } from '../app/page.ts';
import type { Links } from '../links/links.svelte.ts';
import { m } from '../messages/compiled/messages.js';
import { isDialogOpen } from '../ui/dialogs/open-dialogs.svelte.ts';
import type { Command } from './command.ts';
import { connectionCommands } from './connection-commands.ts';
import { actsAt, arePressed, keysOf, placeOf } from './keys.ts';
import { pageCommands } from './page-commands.ts';
import { sessionCommands } from './session-commands.ts';

/** What the palette offers: everything, or connections only. */
export type PaletteKind = 'all' | 'connections';

const remembered = 12;
const noRecent: readonly string[] = [];

/** Every command there is, as it is now; the keys, the menu bar and the palette give them all through here. */
export class Commanding {
  readonly #page: Page;
  readonly #links: Links;
  #palette = $state<PaletteKind | null>(null);
  #search = $state.raw<(() => void) | null>(null);
  #recent = $state.raw(noRecent);

  readonly all: Record<CommandId, Command> = $derived.by(() => this.#now());
  /** For the menu bar. */
  readonly states: CommandState[] = $derived.by(() =>
    commandIds.map((id) => {
      const { label, whyNot, checked } = this.all[id];
      return { id, label, enabled: whyNot === null, checked };
    }),
  );

  constructor(page: Page, links: Links) {
    this.#page = page;
    this.#links = links;
  }

  get palette(): PaletteKind | null {
    return this.#palette;
  }

  /** Goes to the search box that is on the page; null: there is none. */
  get search(): (() => void) | null {
    return this.#search;
  }

  /** What was last chosen in the palette, newest first: the ids of its entries. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  openPalette(kind: PaletteKind): void {
    this.#palette = kind;
  }

  closePalette(): void {
    this.#palette = null;
  }

  remember(entryId: string): void {
    this.#recent = [entryId, ...this.#recent.filter((known) => known !== entryId)].slice(0, remembered);
  }

  /** From now on this goes to the search box, until what is given back is called. */
  searchWith(focus: () => void): () => void {
    this.#search = focus;
    return () => {
      if (this.#search === focus) this.#search = null;
    };
  }

  /** Does it or, where it cannot be done now, says why not. */
  async give(id: CommandId): Promise<void> {
    const { whyNot, run } = this.all[id];
    if (whyNot !== null) return this.#page.announcer.say(whyNot);
    this.closePalette();
    await run();
  }

  /** Runs the command bound to the pressed keys, if any, and prevents the browser's default action. */
  hear(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const id = commandIds.find((each) => this.#isPressed(each, event));
    if (!id || (id === 'run.undo' && this.all[id].whyNot !== null)) return;
    event.preventDefault();
    if (id === 'palette.open' && this.#palette) this.closePalette();
    else if (!event.repeat) void this.give(id);
  }

  #isPressed(id: CommandId, event: KeyboardEvent): boolean {
    const keys = keysOf(id, this.#page.shell.kind);
    const all = [...(keys === null ? [] : [keys]), ...(placeOf(id).also ?? [])];
    return all.some((each) => arePressed(each, event)) && actsAt(id, event);
  }

  #now(): Record<CommandId, Command> {
    const page = this.#page;
    const all = {
      ...pageCommands(page, this),
      ...connectionCommands(page, this, this.#links),
      ...sessionCommands(page, this.#links),
    };
    const reason = page.shell.locked ? m.command_locked() : isDialogOpen() ? m.command_dialog_open() : null;
    if (reason === null) return all;
    for (const id of commandIds) {
      // To hide what is shown is possible at any time.
      if (id !== 'lock' || page.shell.locked) all[id] = { ...all[id], whyNot: reason };
    }
    return all;
  }
}

export const [useCommands, provideCommands] = createContext<Commanding>();
