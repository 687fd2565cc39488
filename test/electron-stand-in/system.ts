import type { Clipboard, NativeTheme, PowerMonitor, Shell, SystemPreferences } from 'electron';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { desktop, needsReady } from './desktop.ts';

let text = '';

/** The app's own clipboard: what the page copies by itself goes to the display's. */
export const clipboard: Pick<Clipboard, 'readText' | 'writeText' | 'clear'> = {
  readText: async () => text,
  writeText: async (next) => void (text = next),
  clear: () => void (text = ''),
};

class StandInTheme extends EventEmitter implements Pick<NativeTheme, 'themeSource' | 'shouldUseDarkColors'> {
  shouldUseHighContrastColors = false;
  #source: NativeTheme['themeSource'] = 'system';

  get themeSource(): NativeTheme['themeSource'] {
    return this.#source;
  }

  set themeSource(source: NativeTheme['themeSource']) {
    this.#source = source;
    this.emit('updated');
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? desktop.config.dark : this.#source === 'dark';
  }

  /** As when the person changes the desktop's theme. */
  change(dark: boolean): void {
    desktop.config.dark = dark;
    this.emit('updated');
  }
}

export const nativeTheme = new StandInTheme();

class StandInPower
  extends EventEmitter
  implements Pick<PowerMonitor, 'getSystemIdleTime' | 'isOnBatteryPower'>
{
  readonly onBatteryPower = false;

  override on(event: string, listener: (...given: unknown[]) => void): this {
    needsReady("The 'powerMonitor' module can't be used before the app 'ready' event");
    return super.on(event, listener);
  }

  getSystemIdleTime(): number {
    return 0;
  }

  isOnBatteryPower(): boolean {
    return false;
  }
}

export const powerMonitor = new StandInPower();

/** What was given to the system to open, oldest first. */
export const opened: string[] = [];

export const shell: Pick<Shell, 'openExternal' | 'showItemInFolder' | 'beep'> = {
  async openExternal(url) {
    if (!URL.canParse(url)) throw new Error('Invalid URL');
    opened.push(url);
  },
  showItemInFolder: (path) => void opened.push(path),
  beep: () => undefined,
};

/** A picture by where it came from: nothing here draws it. */
class StandInImage {
  readonly path: string;
  isTemplate = false;

  constructor(path: string) {
    this.path = path;
  }

  isEmpty(): boolean {
    return this.path === '';
  }

  setTemplateImage(option: boolean): void {
    this.isTemplate = option;
  }

  isTemplateImage(): boolean {
    return this.isTemplate;
  }

  resize(): this {
    return this;
  }
}

export const nativeImage = {
  /** Empty, as in Electron, where there is no such file. */
  createFromPath: (path: string) => new StandInImage(existsSync(path) ? path : ''),
  createEmpty: () => new StandInImage(''),
  createFromDataURL: (url: string) => new StandInImage(url),
  createFromBuffer: () => new StandInImage('a buffer'),
};

/** No Touch ID outside macOS, as in Electron. */
export const systemPreferences: Partial<Pick<SystemPreferences, 'canPromptTouchID' | 'promptTouchID'>> =
  process.platform === 'darwin'
    ? {
        canPromptTouchID: () => false,
        promptTouchID: () => Promise.reject(new Error('there is no Touch ID here')),
      }
    : {};
