import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright';
import type { Settings } from '../../electron/bridge/settings.ts';
import { startWebShell, type WebShell } from '../../electron/web/server.ts';
import { findChromium } from './chromium.ts';
import { openTestHost, type TestHost } from './host.ts';

export const builtPage = join(import.meta.dirname, '../../out/renderer');

export interface OpenPage {
  page: Page;
  /** What the page reported on its console as an error, and errors it threw. */
  complaints: string[];
  close(): Promise<void>;
}

export interface OpenSessiondeck extends OpenPage {
  desk: TestHost;
  shell: WebShell;
}

export interface SessiondeckOptions extends BrowserContextOptions {
  /** How long a confirmed end waits; as a new Sessiondeck has it when left out. */
  undo?: Settings['undo'];
}

let browser: Promise<Browser> | null = null;

/** One Chromium for the test file. */
export function openBrowser(args: string[] = []): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: findChromium() ?? 'chromium', args });
  return browser;
}

/** A page of its own in Chromium, at an address that a shell gave. */
export async function openPage(address: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const viewport = { width: 1280, height: 800 };
  const context = await (await openBrowser()).newContext({ viewport, locale: 'en', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(address);
  return { page, complaints, close: () => context.close() };
}

/** The built page in a real Chromium, over the browser shell, on a host with a witness of its own. */
export async function openSessiondeck({
  undo,
  ...options
}: SessiondeckOptions = {}): Promise<OpenSessiondeck> {
  if (!existsSync(builtPage)) throw new Error('the page is not built: npm run build');
  const desk = await openTestHost({ budget: 10_000 });
  if (undo !== undefined) await desk.bridge('settings.save', { undo });
  const shell = await startWebShell(desk.host, builtPage);
  const opened = await openPage(shell.address(), options);
  const close = async () => {
    await opened.close();
    await shell.close();
    await desk.close();
  };
  return { ...opened, desk, shell, close };
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
