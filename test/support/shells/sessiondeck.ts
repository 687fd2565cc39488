import type { Locator, Page } from 'playwright';
import { inject } from 'vitest';
import type { Bridge } from '../../../electron/bridge/crossing/connect.ts';
import type { Settings } from '../../../electron/bridge/settings.ts';
import type { Witness } from '../../../mock-server/index.ts';
import type { Sweep } from '../canary/canary.ts';
import { closeBrowser, openInBrowser } from './in-browser.ts';
import { closeDesktop, openOnDesktop } from './on-desktop.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Around the page: a browser's tab, the desktop app on the stand-in of Electron, or in Electron itself. */
    shell: 'browser' | 'desktop' | 'electron';
  }
}

/** The side that may hold a key, as far as a test reaches it on every shell. */
export interface Desk {
  bridge: Bridge;
  /** Throws on a desktop with the demo: its witness is in the app. */
  readonly witness: Witness;
  /** Folder of the store. */
  folder: string;
  /** Faults of our own that were reported; a test that provokes none expects none. */
  readonly faults: unknown[];
}

export interface OpenSessiondeck {
  desk: Desk;
  page: Page;
  /** What the page reported on its console as an error, and errors it threw. */
  complaints: string[];
  /** Leaves Sessiondeck as a person does, who then stays: whether they were asked. */
  askedWhenLeft(): Promise<boolean>;
  /** What the file that `start` makes the page give is called, and where it is. */
  download(start: () => Promise<unknown>): Promise<{ name: string; path: string }>;
  /** The address of another program's that `start` makes it open: another tab, or the system's browser. */
  opens(start: () => Promise<unknown>): Promise<string>;
  /** Looks for secrets, the witness’s keys when left out, in all that it wrote, told, showed and stored so far. */
  sweep(secrets?: Iterable<string>): Promise<Sweep>;
  /** Throws when one of the witness’s keys was found by a last sweep. */
  close(): Promise<void>;
}

export interface SessiondeckOptions {
  /** How long a confirmed end waits; as a new Sessiondeck has it when left out. */
  undo?: Settings['undo'];
  /** With Sessiondeck's own demo, where otherwise a desktop would have connections of the person's to the witness. */
  demo?: boolean;
}

/**
 * The built page of a Sessiondeck of its own, on the shell of this suite: with a connection to each API of a witness,
 * called as in the demo. In the browser shell they are the demo's; in the app, the person's own.
 */
export function openSessiondeck(options: SessiondeckOptions = {}): Promise<OpenSessiondeck> {
  return inject('shell') === 'browser' ? openInBrowser(options.undo) : openOnDesktop(options);
}

/** Ends what a test file has opened for all its tests. */
export async function closeAll(): Promise<void> {
  await closeBrowser();
  await closeDesktop();
}

/** Goes to a connection in the rail. */
export async function goTo(page: Page, connection: string): Promise<void> {
  const rail = page.getByRole('navigation', { name: 'Connections' });
  await rail.getByRole('button', { name: new RegExp(`^${connection}`) }).click();
}

/** The row of a session, by a part of its name. */
export function row(page: Page, name: string | RegExp): Locator {
  return page.getByRole('grid', { name: 'Sessions' }).getByRole('row', { name }).first();
}
