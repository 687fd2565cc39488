import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { expect } from 'vitest';
import type { Settings } from '../../../electron/bridge/settings.ts';
import { startWebShell, type WebShell } from '../../../electron/web/server.ts';
import { consoleOf, keysOf, sweep, type Traces, writtenByUs } from '../canary/canary-page.ts';
import type { Sweep } from '../canary/canary.ts';
import { openTestHost, type TestHost } from '../host.ts';
import { complaintsOf } from '../page/page-errors.ts';
import { answersOf } from './answers.ts';
import { findChromium } from './chromium.ts';
import type { OpenSessiondeck } from './opened.ts';

export const builtPage = join(import.meta.dirname, '../../../out/renderer');

export interface OpenPage {
  page: Page;
  /** What the page reported on its console as an error, and errors it threw. */
  complaints: string[];
  /** All that it wrote there. */
  written: string[];
  close(): Promise<void>;
}

export interface OpenInBrowser extends OpenSessiondeck {
  app: TestHost;
  shell: WebShell;
}

let browser: Promise<Browser> | null = null;

/** One Chromium for the test file. */
export function openBrowser(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: findChromium() ?? 'chromium' });
  return browser;
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = null;
}

/** A page of its own in Chromium, at an address that a shell gave. */
export async function openPage(address: string): Promise<OpenPage> {
  const viewport = { width: 1280, height: 800 };
  const context = await (await openBrowser()).newContext({ viewport, locale: 'en' });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  const complaints = complaintsOf(page);
  const written = consoleOf(page);
  await page.goto(address);
  return { page, complaints, written, close: () => context.close() };
}

/** The built page in a real Chromium, over the browser shell, on a host with a mock server of its own. */
export async function openInBrowser(undo?: Settings['undo']): Promise<OpenInBrowser> {
  if (!existsSync(builtPage)) throw new Error('the page is not built: npm run build');
  const written = writtenByUs();
  const app = await openTestHost({ budget: 30_000 });
  if (undo !== undefined) await app.bridge('settings.save', { undo });
  const shell = await startWebShell(app.host, builtPage);
  const answers = answersOf(shell.port);
  const opened = await openPage(shell.address());
  const { page } = opened;
  const given: Buffer[] = [];
  const places = {
    replies: () => answers.all(),
    downloads: () => given,
    'the console': () => opened.written,
    'stdout and stderr': () => [written.text()],
  };
  const traces: Traces = { texts: () => textsIn(places), folders: [['files', app.folder]] };
  const swept: OpenInBrowser['sweep'] = (secrets = keysOf(app.mock)) => sweep(secrets, page, traces);
  return {
    ...opened,
    app,
    shell,
    askedWhenLeft: () => askedWhenLeft(page),
    async download(start) {
      const download = await downloadOf(page, start);
      given.push(readFileSync(download.path));
      return download;
    },
    opens: (start) => opensPage(page, start),
    sweep: async (secrets) => withClipboard(page, await swept(secrets)),
    async close() {
      try {
        expect((await swept()).hits).toEqual([]);
      } finally {
        for (const { stop } of [answers, written]) stop();
        for (const part of [opened, shell, app]) await part.close();
      }
    },
  };
}

/** Closes the page as a person does, and says whether it asked them about it first. */
async function askedWhenLeft(page: Page): Promise<boolean> {
  const asked = page.waitForEvent('dialog');
  const closed = page.close({ runBeforeUnload: true });
  const dialog = await asked;
  await dialog.dismiss();
  await closed;
  return dialog.type() === 'beforeunload';
}

/** What was said or written in each of these places so far, each with its place. */
function textsIn(
  places: Record<string, () => readonly (string | Uint8Array)[]>,
): ReturnType<Traces['texts']> {
  return Object.entries(places).flatMap(([place, said]) =>
    said().map((text): [string, string | Uint8Array] => [place, text]),
  );
}

/** The file that `start` has the page give out. */
async function downloadOf(
  page: Page,
  start: () => Promise<unknown>,
): Promise<{ name: string; path: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), start()]);
  return { name: download.suggestedFilename(), path: await download.path() };
}

/** The address of the page that `start` opens, which gets no hold of its opener. */
async function opensPage(page: Page, start: () => Promise<unknown>): Promise<string> {
  const [popup] = await Promise.all([page.waitForEvent('popup'), start()]);
  await popup.waitForURL(/^http/);
  expect(await popup.evaluate('window.opener')).toBeNull();
  return popup.url();
}

async function withClipboard(page: Page, found: Sweep): Promise<Sweep> {
  found.look('the clipboard', await clipboardOf(page));
  return found;
}

/** Read on a page beside it: the policy of our own allows it to nobody. */
async function clipboardOf(page: Page): Promise<string> {
  const context = page.context();
  const beside = await context.newPage();
  const address = 'https://clipboard.test/';
  await beside.route(address, (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await beside.goto(address);
  await context.grantPermissions(['clipboard-read'], { origin: address });
  const text = await beside.evaluate(() => navigator.clipboard.readText());
  await beside.close();
  return text;
}
