import type { Menu, MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { commandIds, commands, type CommandId, type CommandPlace } from '../../electron/bridge/commands.ts';
import type { CommandState } from '../../electron/bridge/shell.ts';
import { contextItems } from '../../electron/main/context-menu.ts';
import { menuTemplate, openMenu } from '../../electron/main/menu.ts';

type Item = MenuItemConstructorOptions;
type Fake = Pick<typeof Menu, 'buildFromTemplate' | 'setApplicationMenu'>;

const platforms = ['darwin', 'win32', 'linux'] as const;
const nothing = () => undefined;

function all(items: readonly Item[]): Item[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])]);
}
function itemsOn(platform: NodeJS.Platform, states: CommandState[] = [], devTools = false): Item[] {
  return all(menuTemplate({ platform, devTools, choose: nothing }, states));
}
const stateOf = (id: CommandId, parts: Partial<CommandState> = {}): CommandState => ({
  ...{ id, label: `Do ${id}`, enabled: true, checked: null },
  ...parts,
});

describe.each(platforms)('the menu bar on %s', (platform) => {
  test('holds every command exactly once', () => {
    const ids = itemsOn(platform).flatMap(({ id }) => (id === undefined ? [] : [id]));
    expect(ids.sort()).toEqual([...commandIds].sort());
  });

  test('shows no command that the page has said nothing of, and lets none be chosen', () => {
    const unknown = itemsOn(platform, [stateOf('lock')]).filter(
      ({ id }) => id !== undefined && id !== 'lock',
    );
    for (const { id, visible, enabled } of unknown)
      expect([id, visible, enabled]).toEqual([id, false, false]);
  });

  test('names, ticks and greys commands as the page says', () => {
    const items = itemsOn(platform, [
      stateOf('lock', { label: 'Lock & go', enabled: false }),
      stateOf('theme.dark', { checked: true }),
      stateOf('theme.light', { checked: false }),
    ]);
    const item = (id: CommandId) => items.find((each) => each.id === id);
    expect(item('lock')).toMatchObject({ label: 'Lock && go', enabled: false, visible: true });
    expect(item('theme.dark')).toMatchObject({ type: 'checkbox', checked: true, enabled: true });
    expect(item('theme.light')).toMatchObject({ type: 'checkbox', checked: false });
    expect(item('lock')).not.toHaveProperty('type');
  });

  test('has the keys of each command, and acts on none that only a part of the page hears', () => {
    for (const { id, accelerator, registerAccelerator } of itemsOn(platform)) {
      if (id === undefined) continue;
      const { keys, within }: CommandPlace = commands[id as CommandId];
      const shown = within && platform === 'darwin' ? undefined : keys;
      expect([id, accelerator]).toEqual([id, shown]);
      if (accelerator !== undefined) expect([id, registerAccelerator]).toEqual([id, within === undefined]);
    }
  });

  test('has what the platform expects, in its own words', () => {
    const items = itemsOn(platform);
    const roles = items.flatMap(({ role }) => role ?? []);
    const everywhere = [
      ...['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'zoomIn', 'zoomOut', 'resetZoom'],
      ...['togglefullscreen', 'minimize', 'close', 'about', 'quit', 'window', 'help'],
    ];
    const onMac = ['services', 'hide', 'hideOthers', 'unhide', 'front'];
    expect(roles).toEqual(
      expect.arrayContaining(platform === 'darwin' ? [...everywhere, ...onMac] : everywhere),
    );
    for (const { role, label } of items) if (role) expect([role, label]).not.toEqual([role, undefined]);
  });

  test('loads the page again and looks into it only in a build for developers', () => {
    const forDevelopers = (devTools: boolean) =>
      itemsOn(platform, [], devTools).filter(({ role }) => role === 'reload' || role === 'toggleDevTools');
    expect(forDevelopers(false)).toEqual([]);
    expect(forDevelopers(true)).toHaveLength(2);
    expect(forDevelopers(true)[0]?.accelerator).not.toBe(commands['sessions.read'].keys);
  });

  test('has no keys twice', () => {
    const keys = itemsOn(platform, [], true).flatMap(({ accelerator, registerAccelerator }) =>
      accelerator && registerAccelerator !== false ? [accelerator] : [],
    );
    expect(keys).toEqual([...new Set(keys)]);
  });
});

/** Builds menus of nothing but items that can be looked up, and counts them. */
function fakeMenu() {
  const built: Item[][] = [];
  const buildFromTemplate = (template: Item[]) => {
    const items = all(template);
    built.push(items);
    return { getMenuItemById: (id: string) => items.find((item) => item.id === id) ?? null };
  };
  const electron = { buildFromTemplate, setApplicationMenu: nothing } as unknown as Fake;
  return { electron, built, item: (id: CommandId) => built.at(-1)?.find((item) => item.id === id) };
}

describe('the menu bar as it stands', () => {
  const parts = { platform: 'linux' as const, devTools: false };

  test('is changed in place where only ticks and greys change, and built again where a label does', () => {
    const { electron, built, item } = fakeMenu();
    const menu = openMenu(electron, { ...parts, choose: nothing });
    menu.show([stateOf('theme.dark', { checked: false }), stateOf('lock')]);
    expect(built).toHaveLength(2);
    menu.show([stateOf('theme.dark', { checked: true }), stateOf('lock', { enabled: false })]);
    expect(built).toHaveLength(2);
    expect([item('theme.dark')?.checked, item('lock')?.enabled]).toEqual([true, false]);
    menu.show([stateOf('theme.dark', { checked: true }), stateOf('lock', { label: 'Unlock' })]);
    expect(built).toHaveLength(3);
    expect(item('lock')?.label).toBe('Unlock');
  });

  test('tells which command was chosen, and keeps a tick as the page said it', () => {
    const { electron, item } = fakeMenu();
    const chosen: string[] = [];
    const menu = openMenu(electron, { ...parts, choose: (id) => chosen.push(id) });
    menu.show([stateOf('theme.dark', { checked: false })]);
    const dark = item('theme.dark');
    if (!dark) throw new Error('there is no such item');
    // As Electron does with a checkbox that is clicked.
    dark.checked = true;
    (dark.click as () => void)();
    expect([chosen, dark.checked]).toEqual([['theme.dark'], false]);
  });
});

describe('a right click', () => {
  const editFlags = { canCut: false, canCopy: true, canPaste: true, canSelectAll: true } as never;
  const offered = (isEditable: boolean, selectionText: string) =>
    contextItems({ isEditable, selectionText, editFlags }).map(({ role, enabled }) => [role, enabled]);

  test('offers the clipboard in a field, as far as it can be used', () => {
    expect(offered(true, '')).toEqual([
      ['cut', false],
      ['copy', true],
      ['paste', true],
      ['selectAll', true],
    ]);
  });

  test('offers copying on selected text, and nothing elsewhere', () => {
    expect(offered(false, 'a name')).toEqual([['copy', true]]);
    expect(offered(false, ' ')).toEqual([]);
  });
});
