import type { Menu, MenuItemConstructorOptions } from 'electron';
import { commandIds, commands, menus, type CommandId, type CommandPlace } from '../bridge/commands.ts';
import type { CommandState } from '../bridge/shell.ts';
import { m } from './messages/compiled/messages.js';

type Item = MenuItemConstructorOptions;
type MenuName = (typeof menus)[number];

export interface MenuParts {
  platform: NodeJS.Platform;
  /** Whether this is a developer build, whose page can be reloaded and inspected. */
  devTools: boolean;
  /** Called with the chosen command. */
  choose: (command: CommandId) => void;
}

const separator: Item = { type: 'separator' };

/**
 * The menu bar: the platform's usual items, and each of our commands once. The page decides about labels, ticks and what is
 * enabled; a command is hidden until the page has reported its state.
 */
export function menuTemplate(parts: MenuParts, states: readonly CommandState[]): Item[] {
  const { platform } = parts;
  const known = new Map(states.map((state) => [state.id, state]));
  const of = (menu: MenuName) => {
    const ids = commandIds.filter((id) => commands[id].menu === menu);
    return ids.flatMap((id) => itemsOf(id, known.get(id), parts));
  };
  const mac = platform === 'darwin';
  return [
    ...(mac ? [appMenu(of('app'))] : []),
    {
      label: m.menu_file(),
      submenu: mac ? [...of('file'), separator, close()] : fileMenu(of('file'), of('app')),
    },
    { label: m.menu_edit(), submenu: editItems() },
    { label: m.menu_session(), submenu: of('session') },
    { label: m.menu_view(), submenu: [...of('view'), separator, ...viewItems(parts.devTools)] },
    { label: m.menu_go(), submenu: of('go') },
    { label: m.menu_window(), role: 'window', submenu: windowItems(mac) },
    { label: m.menu_help(), role: 'help', submenu: [...of('help'), ...(mac ? [] : [separator, about()])] },
  ];
}

/** The current menu bar; `show` updates it, in place where only `enabled` and ticks have changed. */
export function openMenu(
  electron: Pick<typeof Menu, 'buildFromTemplate' | 'setApplicationMenu'>,
  parts: MenuParts,
): { show(states: readonly CommandState[]): void } {
  let states: readonly CommandState[] = [];
  let menu = build();

  function build() {
    const choose = (id: CommandId) => {
      parts.choose(id);
      // Ticks show the state that the page reports, so revert the tick that the click itself has toggled.
      bringUpToDate(states);
    };
    const built = electron.buildFromTemplate(menuTemplate({ ...parts, choose }, states));
    electron.setApplicationMenu(built);
    return built;
  }
  function bringUpToDate(now: readonly CommandState[]): void {
    for (const { id, enabled, checked } of now) {
      const item = menu.getMenuItemById(id);
      if (item) item.enabled = enabled;
      if (item && checked !== null) item.checked = checked;
    }
  }
  return {
    show(now) {
      const rebuilds = formOf(now) !== formOf(states);
      states = now;
      if (rebuilds) menu = build();
      else bringUpToDate(now);
    },
  };
}

/** The parts of the commands' states that need a rebuilt menu. */
function formOf(states: readonly CommandState[]): string {
  return JSON.stringify(states.map(({ id, label, checked }) => [id, label, checked === null]));
}

function itemsOf(id: CommandId, state: CommandState | undefined, { platform, choose }: MenuParts): Item[] {
  const place: CommandPlace = commands[id];
  const item: Item = {
    id,
    // A single ampersand would underline the letter after it.
    label: state ? state.label.replaceAll('&', '&&') : id,
    visible: state !== undefined,
    enabled: state?.enabled ?? false,
    ...(typeof state?.checked === 'boolean' ? { type: 'checkbox', checked: state.checked } : {}),
    ...keysOf(place, platform),
    click: () => choose(id),
  };
  return place.first ? [separator, item] : [item];
}

/** Shows shortcuts that only the page handles, without registering them; macOS cannot show one without acting on it. */
function keysOf({ keys, within }: CommandPlace, platform: NodeJS.Platform): Item {
  if (keys === undefined || (within && platform === 'darwin')) return {};
  return { accelerator: keys, registerAccelerator: within === undefined };
}

function appMenu(own: Item[]): Item {
  return {
    label: 'Sessiondeck',
    submenu: [
      ...[about(), separator, ...own, separator],
      ...[{ label: m.role_services(), role: 'services' } satisfies Item, separator],
      { label: m.role_hide(), role: 'hide' },
      { label: m.role_hide_others(), role: 'hideOthers' },
      { label: m.role_unhide(), role: 'unhide' },
      separator,
      quit(),
    ],
  };
}

function fileMenu(own: Item[], app: Item[]): Item[] {
  return [...own, separator, ...app, separator, close(), quit()];
}

function editItems(): Item[] {
  return [
    { label: m.role_undo(), role: 'undo' },
    { label: m.role_redo(), role: 'redo' },
    separator,
    ...clipboardItems(),
  ];
}

/** Clipboard actions on text; also used by the context menu. */
export function clipboardItems(): Item[] {
  return [
    { label: m.role_cut(), role: 'cut' },
    { label: m.role_copy(), role: 'copy' },
    { label: m.role_paste(), role: 'paste' },
    { label: m.role_select_all(), role: 'selectAll' },
  ];
}

function viewItems(devTools: boolean): Item[] {
  const forDevelopers: Item[] = [
    separator,
    // Not Ctrl+R, which reads the sessions.
    { role: 'reload', accelerator: 'CmdOrCtrl+Alt+R' },
    { role: 'toggleDevTools' },
  ];
  return [
    { label: m.role_zoom_in(), role: 'zoomIn' },
    // The key with the plus sign on most keyboards, without Shift.
    { label: m.role_zoom_in(), role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false },
    { label: m.role_zoom_out(), role: 'zoomOut' },
    { label: m.role_zoom_reset(), role: 'resetZoom' },
    separator,
    { label: m.role_full_screen(), role: 'togglefullscreen' },
    ...(devTools ? forDevelopers : []),
  ];
}

function windowItems(mac: boolean): Item[] {
  const own: Item[] = [{ label: m.role_minimize(), role: 'minimize' }];
  const forMac: Item[] = [
    { label: m.role_zoom(), role: 'zoom' },
    separator,
    { label: m.role_front(), role: 'front' },
  ];
  return mac ? [...own, ...forMac] : own;
}

function about(): Item {
  return { label: m.role_about(), role: 'about' };
}

function close(): Item {
  return { label: m.role_close(), role: 'close' };
}

function quit(): Item {
  return { label: m.role_quit(), role: 'quit' };
}
