import type { App } from 'electron';
import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { desktop, needsBeforeReady } from './desktop.ts';
import { preventable } from './events.ts';
import { InstanceLock } from './single-instance.ts';

type Used =
  | 'enableSandbox'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'whenReady'
  | 'isReady'
  | 'isPackaged'
  | 'quit'
  | 'exit'
  | 'focus'
  | 'getAppPath'
  | 'getPath'
  | 'setPath'
  | 'getName'
  | 'setName'
  | 'name'
  | 'getVersion'
  | 'getLocale'
  | 'getPreferredSystemLanguages'
  | 'setAppUserModelId'
  | 'setAsDefaultProtocolClient'
  | 'setAboutPanelOptions'
  | 'showAboutPanel'
  | 'setBadgeCount';

type PathName = Parameters<App['getPath']>[0];

/** What the app asked of the system that leaves no trace elsewhere. */
export const appRecord = {
  sandboxed: false,
  protocols: [] as string[],
  aboutPanels: 0,
  aboutPanel: {} as object,
  focused: 0,
  badge: 0,
};

/** Closes every window, as the person would: false where one stays. Set by the windows. */
export const closing = { closeAll: (): Promise<boolean> => Promise.resolve(true) };

const { promise: readiness, resolve: becomeReady } = Promise.withResolvers<undefined>();
const root = resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>;

class StandInApp extends EventEmitter implements Pick<App, Used> {
  readonly isPackaged = desktop.config.packaged;
  readonly commandLine = switches();
  readonly #paths = new Map<string, string>();
  #name = manifest['productName'] ?? manifest['name'] ?? '';
  #lock: InstanceLock | null = null;
  #quitting = false;

  /** While every window is being closed because the app is to end. */
  get isQuitting(): boolean {
    return this.#quitting;
  }

  get name(): string {
    return this.#name;
  }

  enableSandbox(): void {
    needsBeforeReady('app.enableSandbox() can only be called before app is ready');
    appRecord.sandboxed = true;
  }

  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    this.#lock ??= new InstanceLock(this.getPath('userData'));
    const second = { argv: process.argv, workingDirectory: process.cwd(), additionalData };
    return this.#lock.acquire(second, ({ argv, workingDirectory, additionalData: data }) => {
      this.emit('second-instance', preventable({}), argv, workingDirectory, data);
    });
  }

  hasSingleInstanceLock(): boolean {
    return this.#lock?.isHeld === true;
  }

  releaseSingleInstanceLock(): void {
    this.#lock?.release();
  }

  isReady(): boolean {
    return desktop.isReady;
  }

  async whenReady(): Promise<void> {
    await readiness;
  }

  /** Called once, when Chromium is there. */
  becomeReady(): void {
    this.emit('ready', preventable({}), {});
    becomeReady(undefined);
  }

  quit(): void {
    if (this.#quitting) return;
    this.#quitting = true;
    void this.#quit();
  }

  async #quit(): Promise<void> {
    const isPrevented = (name: string) => {
      const event = preventable({});
      this.emit(name, event);
      return event.defaultPrevented;
    };
    const goes = !isPrevented('before-quit') && (await closing.closeAll()) && !isPrevented('will-quit');
    this.#quitting = false;
    if (goes) this.exit(0);
  }

  exit(exitCode = 0): void {
    this.emit('quit', preventable({}), exitCode);
    this.#lock?.release();
    desktop.end();
    process.exit(exitCode);
  }

  focus(): void {
    appRecord.focused += 1;
  }

  getAppPath(): string {
    return root;
  }

  /** As Electron's on Linux. */
  getPath(name: PathName): string {
    const set = this.#paths.get(name);
    if (set !== undefined) return set;
    const config = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
    if (name === 'home') return homedir();
    if (name === 'appData') return config;
    if (name === 'userData' || name === 'sessionData') return this.#userData(config);
    if (name === 'temp') return tmpdir();
    if (name === 'exe') return process.execPath;
    if (name === 'logs') return join(this.getPath('userData'), 'logs');
    if (name === 'crashDumps') return join(this.getPath('userData'), 'Crashpad');
    if (name === 'downloads') return join(homedir(), 'Downloads');
    throw new Error(`Failed to get '${name}' path`);
  }

  #userData(config: string): string {
    const folder = this.commandLine.getSwitchValue('user-data-dir') || join(config, this.#name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  getName(): string {
    return this.#name;
  }

  setName(name: string): void {
    this.#name = name;
  }

  getVersion(): string {
    return manifest['version'] ?? '';
  }

  getLocale(): string {
    return desktop.isReady ? desktop.config.locale : '';
  }

  getPreferredSystemLanguages(): string[] {
    return desktop.config.languages;
  }

  setAppUserModelId(): void {
    // Windows alone has them; elsewhere Electron does nothing either.
  }

  setAsDefaultProtocolClient(protocol: string): boolean {
    appRecord.protocols.push(protocol);
    return true;
  }

  setAboutPanelOptions(options: object): void {
    appRecord.aboutPanel = options;
  }

  showAboutPanel(): void {
    appRecord.aboutPanels += 1;
  }

  setBadgeCount(count = 0): boolean {
    appRecord.badge = count;
    return true;
  }
}

/** The switches of the process's own command line, and those that are added. */
function switches(): Pick<App['commandLine'], 'appendSwitch' | 'hasSwitch' | 'getSwitchValue'> {
  const given = process.argv.flatMap((text) => {
    const [, name = '', value = ''] = /^--([^=]+)=?(.*)$/.exec(text) ?? [];
    return name === '' ? [] : [[name, value] as const];
  });
  const all = new Map<string, string>(given);
  return {
    appendSwitch: (name, value = '') => void all.set(name, value),
    hasSwitch: (name) => all.has(name),
    getSwitchValue: (name) => all.get(name) ?? '',
  };
}

export const app = new StandInApp();
