import type { Menu, MenuItem, MenuItemConstructorOptions, PopupOptions } from 'electron';
import { EventEmitter } from 'node:events';
import { app } from './app.ts';
import { needsReady } from './desktop.ts';
import { StandInWindow } from './window/window.ts';

type Item = Pick<MenuItem, 'id' | 'label' | 'type' | 'enabled' | 'visible' | 'checked'> & {
  role: string | undefined;
  accelerator: string | undefined;
  sublabel: string | undefined;
  submenu: StandInMenu | undefined;
  /** As a click of the person's. Throws for one that is off. */
  click(): void;
};

/** What Electron does by itself for an item with this role. Roles that only edit text are the page's own business. */
const roles: Record<string, (window: StandInWindow | null) => void> = {
  quit: () => app.quit(),
  about: () => app.showAboutPanel(),
  close: (window) => window?.close(),
  minimize: (window) => window?.minimize(),
  togglefullscreen: (window) => window?.setFullScreen(!window.isFullScreen()),
  reload: (window) => window?.contents.reload(),
  forcereload: (window) => window?.contents.reload(),
  resetzoom: (window) => window?.contents.setZoomLevel(0),
  zoomin: (window) => window?.contents.setZoomLevel(window.contents.getZoomLevel() + 0.5),
  zoomout: (window) => window?.contents.setZoomLevel(window.contents.getZoomLevel() - 0.5),
  hide: (window) => window?.hide(),
};

/** Where the app asked for a menu to be opened, newest last. */
export const popups: StandInMenu[] = [];

export class StandInMenu extends EventEmitter implements Pick<Menu, 'closePopup'> {
  readonly items: Item[] = [];

  static #application: StandInMenu | null = null;

  constructor() {
    super();
    needsReady('Cannot create Menu before app is ready');
  }

  static buildFromTemplate(template: (MenuItemConstructorOptions | MenuItem)[]): StandInMenu {
    const menu = new StandInMenu();
    for (const options of template) menu.items.push(toItem(options as MenuItemConstructorOptions, menu));
    return menu;
  }

  static setApplicationMenu(menu: StandInMenu | null): void {
    StandInMenu.#application = menu;
  }

  static getApplicationMenu(): StandInMenu | null {
    return StandInMenu.#application;
  }

  append(item: Item): void {
    this.items.push(item);
  }

  getMenuItemById(id: string): Item | null {
    return this.all().find((item) => item.id === id) ?? null;
  }

  /** Its items and those of its submenus. */
  all(): Item[] {
    return this.items.flatMap((item) => [item, ...(item.submenu?.all() ?? [])]);
  }

  popup(options?: PopupOptions): void {
    popups.push(this);
    options?.callback?.();
  }

  closePopup(): void {
    this.emit('menu-will-close');
  }
}

function toItem(options: MenuItemConstructorOptions, menu: StandInMenu): Item {
  const { submenu, click, role } = options;
  const item: Item = {
    id: options.id ?? '',
    label: options.label ?? role ?? '',
    sublabel: options.sublabel,
    type: options.type ?? (submenu ? 'submenu' : 'normal'),
    enabled: options.enabled ?? true,
    visible: options.visible ?? true,
    checked: options.checked ?? false,
    role: role?.toLowerCase(),
    accelerator: options.accelerator,
    submenu: Array.isArray(submenu)
      ? StandInMenu.buildFromTemplate(submenu)
      : (submenu as StandInMenu | undefined),
    click() {
      if (!item.enabled || !item.visible) throw new Error(`the menu item ${item.id || item.label} is off`);
      if (item.type === 'checkbox') item.checked = !item.checked;
      if (item.type === 'radio') choose(item, menu);
      const window = StandInWindow.getFocusedWindow();
      if (item.role !== undefined) return roles[item.role]?.(window);
      click?.(item as never, window as never, {});
    },
  };
  return item;
}

/** The others between the same separators are no longer chosen. */
function choose(item: Item, { items }: StandInMenu): void {
  const at = items.indexOf(item);
  const isEnd = ({ type }: Item) => type !== 'radio';
  const start = items.slice(0, at).findLastIndex(isEnd) + 1;
  const end = items.findIndex((each, index) => index > at && isEnd(each));
  for (const each of items.slice(start, end === -1 ? items.length : end)) each.checked = each === item;
}
