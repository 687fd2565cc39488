import type { BrowserWindow } from 'electron';
import type { Settings } from '../bridge/settings.ts';
import type { Desktop } from '../host/shell/shell.ts';
import type { Publish } from '../bridge/crossing/serve.ts';
import { firstSettings } from '../host/shell/settings.ts';
import { openPhone } from './outward/external.ts';
import { confirmPerson } from './lock.ts';
import { openMenu } from './menu.ts';
import type { SecretClipboard } from './secret-clipboard.ts';
import { placeOn, type openWindowState } from './window-state.ts';
import { groundOf, keepInSight, makeWindow, present, type WindowOptions } from './window.ts';

type Electron = Pick<
  typeof import('electron'),
  'app' | 'BrowserWindow' | 'Menu' | 'nativeTheme' | 'screen' | 'shell' | 'systemPreferences'
>;

interface DesktopPorts {
  look: Pick<WindowOptions, 'session' | 'preload' | 'devTools'>;
  kept: ReturnType<typeof openWindowState>;
  secrets: SecretClipboard;
  /** Publishes a chosen command to the page. */
  choose: Publish;
}

export interface OpenDesktop {
  window: BrowserWindow;
  /** What the host may ask of the desktop. */
  desktop: Desktop;
  /** Applies the person's settings; call it now and whenever they change. */
  applySettings: (settings: Settings) => void;
}

/** The desktop without the host: the window, still empty, the menu bar, and what the page may ask for. */
export function openDesktop(electron: Electron, { look, kept, secrets, choose }: DesktopPorts): OpenDesktop {
  const { nativeTheme, screen, systemPreferences } = electron;
  nativeTheme.themeSource = kept.read().theme ?? 'system';
  const dark = nativeTheme.shouldUseDarkColors;
  const bounds = placeOn(screen.getAllDisplays(), screen.getPrimaryDisplay(), kept.read().bounds);
  const window = makeWindow(electron.BrowserWindow, { ...look, dark, bounds });
  keepInSight(window, screen);
  const menu = openMenu(electron.Menu, {
    platform: process.platform,
    devTools: look.devTools,
    choose(command) {
      if (!window.isVisible()) present(window);
      choose('shell.command', { command });
    },
  });
  const { protect, applySettings } = openProtection(window);
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(groundOf({ dark: nativeTheme.shouldUseDarkColors }));
  });
  const desktop: Desktop = {
    showCommands: (commands) => menu.show(commands),
    showTheme(theme) {
      nativeTheme.themeSource = theme;
      kept.save({ theme });
    },
    keptTheme: () => kept.read().theme,
    protect,
    copySecret: (text, seconds) => secrets.copy(text, seconds),
    openPhone: (url) => openPhone(electron.shell, url),
    confirmPerson: () => confirmPerson(process.platform, systemPreferences),
  };
  return { window, desktop, applySettings };
}

/** Hides the window from screenshots while a secret is visible, if the person wants that. */
function openProtection(
  window: BrowserWindow,
): Pick<Desktop, 'protect'> & Pick<OpenDesktop, 'applySettings'> {
  let settings = firstSettings;
  let secretShows = false;
  const apply = () => {
    if (!window.isDestroyed()) window.setContentProtection(secretShows && settings.protectSecrets);
  };
  return {
    protect(on) {
      secretShows = on;
      apply();
    },
    applySettings(changed) {
      settings = changed;
      apply();
    },
  };
}
