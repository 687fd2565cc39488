import { matchSorter } from 'match-sorter';
import { commandIds } from '../../electron/bridge/commands.ts';
import type { Connections } from '../connections/connections.svelte.ts';
import type { Places } from '../app/places.svelte.ts';
import type { Shell } from '../shell/shell.svelte.ts';
import { m } from '../messages/compiled/messages.js';
import { kindWord } from '../rail/connection-words.ts';
import { deviceName, placeName, shortUserName } from '../sessions/row/describe.ts';
import { visibleText } from '../ui/visible-text.ts';
import type { Commanding, PaletteKind } from './commanding.svelte.ts';
import { keysOf, keysShown } from './keys.ts';

/** One line of the palette. */
export interface Entry {
  id: string;
  label: string;
  /** Beside or below it: what it is or, for a command that cannot be given, why not. */
  about: string;
  keys: string;
  checked: boolean;
  possible: boolean;
  act: () => unknown;
}

export interface EntryGroup {
  title: string;
  entries: readonly Entry[];
  /** There are more that match than are listed. */
  more: boolean;
}

/** Where the entries come from. */
interface Offered {
  commands: Commanding;
  connections: Connections;
  places: Places;
  shell: Shell;
}

/** How many sessions are listed at most. */
const mostSessions = 20;

/** What matches the words: commands, then connections, then sessions of the list on the page. */
export function paletteGroups(from: Offered, kind: PaletteKind, words: string): EntryGroup[] {
  const commands = kind === 'all' ? recentFirst(from, commandEntries(from)) : [];
  const groups = [
    group(m.palette_commands(), having(commands, words)),
    group(m.palette_connections(), having(recentFirst(from, connectionEntries(from)), words)),
    kind === 'all' ? sessionGroup(from, words) : group('', []),
  ];
  return groups.filter(({ entries }) => entries.length > 0);
}

function group(title: string, entries: readonly Entry[], more = false): EntryGroup {
  return { title, entries, more };
}

function commandEntries(from: Offered): Entry[] {
  const others = commandIds.filter((id) => id !== 'palette.open');
  return others.map((id) => {
    const { label, whyNot, checked } = from.commands.all[id];
    const keys = keysOf(id, from.shell.kind);
    return {
      id,
      label,
      about: whyNot ?? '',
      keys: keys === null ? '' : keysShown(keys),
      checked: checked === true,
      possible: whyNot === null,
      act: () => from.commands.give(id),
    };
  });
}

function connectionEntries(from: Offered): Entry[] {
  return from.connections.list.map((connection) => {
    const title = from.connections.apiOf(connection)?.title ?? connection.api;
    const kind = kindWord(connection.kind);
    const about = title === connection.name ? kind : `${title} · ${kind}`;
    const name = visibleText(connection.name, 80);
    return plain(`connection:${connection.id}`, name, about, () => from.places.visit(connection));
  });
}

/** Sessions are looked for only once there is something to look for. */
function sessionGroup(from: Offered, words: string): EntryGroup {
  const room = from.places.shown;
  const found = room && words.trim() !== '' ? room.view.find(words, mostSessions + 1) : [];
  const entries = found.slice(0, mostSessions).map((session) => {
    const user = shortUserName(session);
    const device = deviceName(session);
    const about = [user === null ? null : device, placeName(session)].filter(Boolean).join(' · ');
    return plain(`session:${session.id}`, user ?? device, about, () => room?.open(session));
  });
  return group(m.palette_sessions(), entries, found.length > mostSessions);
}

function plain(id: string, label: string, about: string, act: () => unknown): Entry {
  return { id, label, about, keys: '', checked: false, possible: true, act };
}

/** The entries that match every word, best match first; unavailable entries come last. */
function having(entries: readonly Entry[], words: string): Entry[] {
  const keys = ['label', ({ about, possible }: Entry) => (possible ? about : '')];
  const options = { keys, threshold: matchSorter.rankings.CONTAINS, baseSort: inGivenOrder };
  const found = words
    .trim()
    .split(/\s+/)
    .reduceRight<readonly Entry[]>((left, word) => matchSorter(left, word, options), entries);
  return found.toSorted((a, b) => Number(b.possible) - Number(a.possible));
}

function inGivenOrder(a: { index: number }, b: { index: number }): number {
  return a.index - b.index;
}

function recentFirst(from: Offered, entries: readonly Entry[]): Entry[] {
  const { recent } = from.commands;
  const rank = ({ id }: Entry) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  return entries.toSorted((a, b) => rank(a) - rank(b));
}
