import { startChromium, type Chromium } from './chromium.ts';
import { readConfig } from './config.ts';

const config = readConfig();
let chromium: Chromium | null = null;
let ready = false;
let windows = 0;

/** What all parts of the stand-in share: the desktop that it plays, and the Chromium behind its windows. */
export const desktop = {
  config,

  /** Electron's own flag: from here on windows can be made. */
  get isReady(): boolean {
    return ready;
  },

  /** Called with the address of each Chromium that is started: another one when all windows had been closed. */
  started: (_endpoint: string): void => undefined,

  /** Resolves when `ready` may be told. */
  async start(): Promise<void> {
    chromium = await startChromium(config);
    ready = true;
    this.started(chromium.endpoint);
  },

  /** Throws before `ready`. */
  get chromium(): Chromium {
    if (!chromium) throw new Error('there is no Chromium yet');
    return chromium;
  },

  /** A new window of Chromium's, empty. Chromium ends with its last one, and is started again. */
  async openTarget(): Promise<string> {
    windows += 1;
    const first = this.chromium.takeFirstTarget();
    if (first !== null) return first;
    if (windows === 1) {
      await this.chromium.gone;
      await this.start();
      return this.openTarget().finally(() => (windows -= 1));
    }
    const { targetId } = await this.chromium.browser.send('Target.createTarget', {
      url: 'data:,',
      newWindow: true,
    });
    return targetId;
  },

  /** A window was closed. */
  closedTarget(): void {
    windows -= 1;
  },

  /** Ends Chromium; nothing can be asked of it after this. */
  end(): void {
    chromium?.kill();
  },
};

/** Throws Electron's own sentence where something is used too early. */
export function needsReady(sentence: string): void {
  if (!desktop.isReady) throw new Error(sentence);
}

/** Throws Electron's own sentence where something is used too late. */
export function needsBeforeReady(sentence: string): void {
  if (desktop.isReady) throw new Error(sentence);
}
