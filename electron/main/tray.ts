import type { Menu, MenuItemConstructorOptions, NativeImage, Tray as TrayIcon } from 'electron';
import { m } from './messages/compiled/messages.js';
import { shownText } from './words.ts';

export interface TrayState {
  connectionId: string;
  name: string;
}

interface TrayPorts {
  Tray: new (image: NativeImage) => Pick<TrayIcon, 'setToolTip' | 'setContextMenu' | 'on' | 'destroy'>;
  Menu: Pick<typeof Menu, 'buildFromTemplate'>;
  image: () => NativeImage;
  open: () => void;
  openConnection: (connectionId: string) => void;
  lock: () => void;
  quit: () => void;
}

/** The tray icon, which exists only while the person wants one. */
export function openTray({ Tray, Menu, image, ...acts }: TrayPorts) {
  let icon: ReturnType<typeof make> | null = null;

  function make() {
    const made = new Tray(image());
    made.setToolTip('Sessiondeck');
    // Linux and macOS open the menu instead.
    made.on('click', acts.open);
    return made;
  }
  return {
    isShown: () => icon !== null,
    /** Shows or removes the icon; its menu lists the watched connections. */
    show(on: boolean, watched: readonly TrayState[]): void {
      if (!on) {
        icon?.destroy();
        icon = null;
        return;
      }
      icon ??= make();
      icon.setContextMenu(Menu.buildFromTemplate(trayItems(acts, watched)));
    },
  };
}

function trayItems(
  { open, openConnection, lock, quit }: Omit<TrayPorts, 'Tray' | 'Menu' | 'image'>,
  watched: readonly TrayState[],
): MenuItemConstructorOptions[] {
  const connections = watched.map(({ connectionId, name }): MenuItemConstructorOptions => ({
    label: m.tray_watching({ name: shownText(name) }).replaceAll('&', '&&'),
    click: () => openConnection(connectionId),
  }));
  return [
    { label: m.tray_open(), click: open },
    ...(connections.length > 0 ? [{ type: 'separator' } as const, ...connections] : []),
    { type: 'separator' },
    { label: m.tray_lock(), click: lock },
    { label: m.role_quit(), click: quit },
  ];
}
