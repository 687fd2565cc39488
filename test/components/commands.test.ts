import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { commandIds } from '../../electron/bridge/commands.ts';
import type { CommandState } from '../../electron/bridge/shell.ts';
import { arePressed, keysShown } from '../../renderer/commands/keys.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like } from '../support/like.ts';
import { fixtureSession } from '../support/page/page-fixtures.ts';
import { dock, question, three } from '../support/page/page-ending.ts';
import { listing, openPage, rowOf } from '../support/page/page.ts';
import { openDesktop } from '../support/page/page-shell.ts';

const search = () => page.getByRole('searchbox', { name: m.search_name() });
const lastState = (told: unknown[], id: string) => {
  const { commands } = told.at(-1) as { commands: CommandState[] };
  return commands.find((each) => each.id === id);
};
const pressed = (key: string, more: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { key, ...more });

/** Presses a key where the focus is; true when the browser was kept from doing anything of its own. */
function isTaken(
  key: string,
  more: KeyboardEventInit = {},
  target: Element = document.activeElement ?? document.body,
) {
  return !target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
  );
}

test('a browser tab tells no menu bar of its commands; a desktop window tells of every one', async () => {
  const { inputsOf } = await openDesktop();
  await expect.poll(() => inputsOf('shell.commands').length).toBeGreaterThan(0);
  const { commands } = inputsOf('shell.commands').at(-1) as { commands: CommandState[] };
  expect(commands.map(({ id }) => id)).toEqual([...commandIds]);
  expect(commands.filter(({ label }) => label.length < 1 || label.length > 80)).toEqual([]);
  const showCommands = vi.fn(async () => ({}));
  await openPage({ 'shell.commands': showCommands });
  await expect.element(rowOf(/Ana Silva/).first()).toBeVisible();
  expect(showCommands).not.toHaveBeenCalled();
});

test('no command names a person: the menu bar is seen by others', async () => {
  const { assembly, inputsOf } = await openDesktop(listing([fixtureSession()]));
  await rowOf(/Ana Silva/).click();
  await expect.poll(() => lastState(inputsOf('shell.commands'), 'session.end')?.enabled).toBe(true);
  expect(assembly.places.room?.atHand?.id).toBe('row-1');
  expect(JSON.stringify(inputsOf('shell.commands'))).not.toMatch(/Ana|Silva|acme/);
});

test('the menu bar follows what can be done, and what is ticked', async () => {
  const { inputsOf } = await openDesktop(listing([fixtureSession()]));
  const told = () => inputsOf('shell.commands');
  await expect.poll(() => lastState(told(), 'session.end')).toMatchObject({ enabled: false, checked: null });
  await rowOf(/Ana Silva/).click();
  await expect.poll(() => lastState(told(), 'session.end')?.enabled).toBe(true);
  await userEvent.keyboard('{Control>}j{/Control}');
  await expect.poll(() => lastState(told(), 'activity.toggle')?.checked).toBe(true);
  await userEvent.keyboard('{Control>}n{/Control}');
  await expect.element(page.getByRole('dialog')).toBeVisible();
  await expect.poll(() => lastState(told(), 'sessions.read')?.enabled).toBe(false);
  expect(lastState(told(), 'lock')?.enabled).toBe(true);
});

test('a command from the menu bar is given; one that cannot be now says why not', async () => {
  const { assembly, publish } = await openDesktop();
  publish('shell.command', { command: 'audit.open' });
  await expect.element(page.getByRole('region', { name: m.audit(), exact: true })).toBeVisible();
  publish('shell.command', { command: 'session.end' });
  await expect.poll(() => assembly.announcer.said).toBe(m.command_no_sessions());
});

test.each(['F5', 'Control+R'])('%s reads again and never reloads the page', async (keys) => {
  let read = 0;
  const { 'sessions.list': list } = listing([fixtureSession()]);
  await openPage({ 'sessions.list': (input) => ((read += 1), list(input)) });
  await expect.element(rowOf(/Ana Silva/)).toBeVisible();
  const before = read;
  expect(keys === 'F5' ? isTaken('F5') : isTaken('r', { ctrlKey: true })).toBe(true);
  await expect.poll(() => read).toBe(before + 1);
  await search().click();
  expect(keys === 'F5' ? isTaken('F5') : isTaken('r', { ctrlKey: true })).toBe(true);
  await expect.poll(() => read).toBe(before + 2);
});

test('while a dialog asks something, no key does anything behind it, and none reloads the page', async () => {
  const list = vi.fn(listing([fixtureSession()])['sessions.list']);
  const { assembly } = await openPage({ 'sessions.list': list });
  await userEvent.keyboard('{Control>},{/Control}');
  await expect.element(page.getByRole('dialog', { name: m.rail_settings() })).toBeVisible();
  const before = list.mock.calls.length;
  expect(isTaken('r', { ctrlKey: true })).toBe(true);
  expect(isTaken('j', { ctrlKey: true })).toBe(true);
  expect(assembly.announcer.said).toBe(m.command_dialog_open());
  expect([list.mock.calls.length, assembly.activity.open]).toEqual([before, false]);
});

test('Delete ends the row under the cursor from the list, and nothing from a text field or anywhere else', async () => {
  const { assembly } = await openPage(listing(three()), undefined);
  const row = rowOf(/Jonas Weber/);
  await row.click();
  const asked = vi.fn(async () => undefined);
  if (assembly.places.room) assembly.places.room.planning.ask = asked;
  await search().click();
  expect(isTaken('Delete')).toBe(false);
  expect(isTaken('Delete', {}, document.body)).toBe(false);
  expect(asked).not.toHaveBeenCalled();
  expect(isTaken('Delete', {}, row.element())).toBe(true);
  await expect.poll(() => asked.mock.calls).toEqual([[{ scope: 'one', sessionIds: ['b'] }]]);
});

test('with several selected, Delete asks about those', async () => {
  await openPage(listing(three()));
  await page.getByRole('checkbox', { name: like(m.select_all_shown) }).click();
  isTaken('Delete', {}, rowOf(/Jonas Weber/).element());
  await expect.element(question()).toHaveAccessibleName(m.end_title_many_users({ count: 2, users: 2 }));
});

test('Ctrl+Z takes back what waits; in a text field it stays the field’s own', async () => {
  await openPage(listing(three()));
  await expect.element(rowOf(/Jonas Weber/)).toBeVisible();
  expect(isTaken('z', { ctrlKey: true }, document.body)).toBe(false);
  rowOf(/Jonas Weber/)
    .element()
    .focus();
  await userEvent.keyboard('{Delete}');
  await expect.element(dock()).toBeVisible();
  await search().click();
  expect(isTaken('z', { ctrlKey: true })).toBe(false);
  await expect.element(dock()).toBeVisible();
  expect(isTaken('z', { ctrlKey: true }, document.body)).toBe(true);
  await expect.element(dock()).not.toBeInTheDocument();
});

test('a slash goes to the search box, and can still be typed into it', async () => {
  await openPage();
  await expect.element(rowOf(/Ana Silva/).first()).toBeVisible();
  await userEvent.keyboard('/');
  await expect.element(search()).toHaveFocus();
  await userEvent.keyboard('a/b');
  await expect.element(search()).toHaveValue('a/b');
});

test('Ctrl+N is left to the browser in a tab, and is a new connection in the desktop window', async () => {
  await openPage();
  expect(isTaken('n', { ctrlKey: true }, document.body)).toBe(false);
  await openDesktop();
  expect(isTaken('n', { ctrlKey: true }, document.body)).toBe(true);
});

test.each([
  ['CmdOrCtrl+K', pressed('k', { ctrlKey: true }), false, true],
  ['CmdOrCtrl+K', pressed('K', { ctrlKey: true }), false, true],
  ['CmdOrCtrl+K', pressed('k', { metaKey: true }), false, false],
  ['CmdOrCtrl+K', pressed('k', { metaKey: true }), true, true],
  ['CmdOrCtrl+K', pressed('k', { ctrlKey: true }), true, false],
  ['CmdOrCtrl+K', pressed('k', { ctrlKey: true, altKey: true }), false, false],
  ['CmdOrCtrl+K', pressed('л', { ctrlKey: true, code: 'KeyK' }), false, true],
  ['CmdOrCtrl+Shift+P', pressed('P', { ctrlKey: true, shiftKey: true }), false, true],
  ['CmdOrCtrl+Shift+P', pressed('p', { ctrlKey: true }), false, false],
  ['CmdOrCtrl+/', pressed('/', { ctrlKey: true, shiftKey: true }), false, true],
  ['F5', pressed('F5', { ctrlKey: true }), false, true],
] as const)('%s and %o, on a Mac %s: pressed %s', (keys, event, mac, isPressed) => {
  expect(arePressed(keys, event, mac)).toBe(isPressed);
});

test('keys are written the way each system writes them', () => {
  expect(keysShown('CmdOrCtrl+Shift+P', true)).toBe('⇧⌘P');
  expect(keysShown('CmdOrCtrl+Shift+P', false)).toBe('Ctrl+Shift+P');
  expect([keysShown('Delete', true), keysShown('Delete', false)]).toEqual(['⌦', 'Del']);
});

test('the sheet of shortcuts lists every command that has keys here, and the list’s own', async () => {
  await openPage();
  await userEvent.keyboard('{Control>}/{/Control}');
  const sheet = page.getByRole('dialog', { name: m.command_shortcuts() });
  await expect.element(sheet.getByText('Ctrl+K')).toBeVisible();
  await expect.element(sheet.getByText('Ctrl+A')).toBeVisible();
  await expect.element(sheet.getByText('Del', { exact: true })).toBeVisible();
  expect(sheet.getByText('Ctrl+N').elements()).toEqual([]);
});
