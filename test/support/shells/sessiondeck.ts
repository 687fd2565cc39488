import type { Locator, Page } from 'playwright';
import { inject } from 'vitest';
import { m } from '../../../renderer/messages/compiled/messages.js';
import type { OpenSessiondeck, SessiondeckOptions } from './opened.ts';
import { closeBrowser, openInBrowser } from './in-browser.ts';
import { closeDesktop, openOnDesktop } from './on-desktop.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Around the page: a browser's tab, the desktop app on the stand-in of Electron, or in Electron itself. */
    shell: 'browser' | 'desktop' | 'electron';
  }
}

/**
 * The built page of a Sessiondeck of its own, on the shell of this suite: with a connection to each API of a mock server,
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
  const rail = page.getByRole('navigation', { name: m.rail_name() });
  await rail.getByRole('button', { name: new RegExp(`^${connection}`) }).click();
}

/** The row of a session, by a part of its name. */
export function row(page: Page, name: string | RegExp): Locator {
  return page.getByRole('grid', { name: m.table_name() }).getByRole('row', { name }).first();
}
