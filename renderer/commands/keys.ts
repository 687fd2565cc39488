import { commands, type CommandId, type CommandPlace } from '../../electron/bridge/commands.ts';
import type { ShellState } from '../../electron/bridge/shell.ts';
import { m } from '../messages/compiled/messages.js';

/** Whether the keyboard has a ⌘ key: an Apple computer's. */
const onMac = /^(Mac|iP)/.test(navigator.platform);

interface KeyCombination {
  command: boolean;
  shift: boolean;
  key: string;
}

const isFunctionKey = (key: string) => /^F\d+$/.test(key);
const textFields =
  'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]';

/** What is known of a command's place, whichever command it is. */
export function placeOf(id: CommandId): CommandPlace {
  return commands[id];
}

/** The keys that are shown with a command in this shell; null: it has none here. */
export function keysOf(id: CommandId, shell: ShellState['kind']): string | null {
  const { keys, desktopOnly } = placeOf(id);
  return keys === undefined || (desktopOnly && shell === 'browser') ? null : keys;
}

/** True when these keys, in Electron's writing, were pressed. */
export function arePressed(keys: string, event: KeyboardEvent, mac = onMac): boolean {
  const { command, shift, key } = partsOf(keys);
  if (isFunctionKey(key)) return event.key === key && !event.altKey;
  const [ours, other] = mac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (event.altKey || other || ours !== command) return false;
  // A sign may need Shift on one keyboard and not on another.
  if (isLetter(key)) return event.shiftKey === shift && letterOf(event) === key.toLowerCase();
  return event.key === key;
}

/** True when the command’s keys count where they were pressed. */
export function actsAt(id: CommandId, event: KeyboardEvent): boolean {
  const { within } = placeOf(id);
  const target = event.target instanceof Element ? event.target : document.body;
  const typing = target.closest(textFields) !== null;
  if (within === 'list') return !typing && target.closest('[role=grid]') !== null;
  const typesSomething = !event.ctrlKey && !event.metaKey && !isFunctionKey(event.key);
  return !typing || !(typesSomething || within === 'outside-text');
}

/** As a person reads them: "Ctrl+Shift+P", "⇧⌘P". */
export function keysShown(keys: string, mac = onMac): string {
  const { command, shift, key } = partsOf(keys);
  if (mac) return `${shift ? '⇧' : ''}${command ? '⌘' : ''}${key === 'Delete' ? '⌦' : key}`;
  const last = key === 'Delete' ? m.key_delete() : key;
  return [command ? m.key_control() : null, shift ? m.key_shift() : null, last].filter(Boolean).join('+');
}

/** As aria-keyshortcuts writes them. */
export function ariaKeys(id: CommandId, mac = onMac): string {
  const { keys, also = [] } = placeOf(id);
  const all = keys === undefined ? also : [keys, ...also];
  return all.map((each) => each.replace('CmdOrCtrl', mac ? 'Meta' : 'Control')).join(' ');
}

function partsOf(keys: string): KeyCombination {
  const parts = keys.split('+');
  return { command: parts.includes('CmdOrCtrl'), shift: parts.includes('Shift'), key: parts.at(-1) ?? '' };
}

function isLetter(key: string): boolean {
  return /^[A-Z]$/.test(key);
}

/** The Latin letter of a key; on a keyboard of another script, the one in its place. */
function letterOf({ key, code }: KeyboardEvent): string {
  const isLatin = key.length === 1 && key.charCodeAt(0) < 128;
  return (isLatin ? key : code.replace(/^Key/, '')).toLowerCase();
}
