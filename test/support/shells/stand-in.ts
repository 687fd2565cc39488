import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright';
import { newFolder } from '../../../scripts/folders.ts';
import { type DesktopConfig, usualDesktop, variable } from '../../electron-stand-in/config.ts';
import type { FromStandIn, RemoteControl } from '../../electron-stand-in/control.ts';
import type { Env } from '../keys/keyring.ts';
import { findChromium } from './chromium.ts';
import type { DesktopApp } from './opened.ts';
import { openDisplay } from './xvfb.ts';

const root = join(import.meta.dirname, '../../..');
const register = join(import.meta.dirname, '../../electron-stand-in/register.ts');
// A third less of the processor's time for each start.
const compiled = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compile') };
const running = new Set<ChildProcess>();
// Whatever happens to this process, no app outlives it.
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export interface AppOptions {
  /** The built main process, or a program in its place. */
  main?: string;
  args?: string[];
  /** Replaces this process's environment, but for the display. */
  env?: Env;
  /** What the desktop is like, where it is not as usual. */
  desktop?: Partial<DesktopConfig>;
  /** Electron's own folder; a new one, removed with the app, when left out. */
  userData?: string;
}

/** An app in a process of its own, with the stand-in as its `electron`. */
export interface StandInApp extends DesktopApp {
  /** The person, and the system around the app. */
  control: RemoteControl;
  /** Resolves with the exit code, or null after a signal. */
  gone: Promise<number | null>;
}

/** Starts the built app; resolves when its process runs, before it is ready. */
export async function startStandIn(options: AppOptions = {}): Promise<StandInApp> {
  const { main = join(root, 'out/main/index.js'), args = [], env = process.env } = options;
  const folder = newFolder();
  const { userData = join(folder, 'user-data'), desktop } = options;
  const config = {
    ...usualDesktop,
    chromium: findChromium() ?? '',
    profile: join(folder, 'chromium'),
    crossed: join(folder, 'crossed'),
    ...desktop,
  };
  const switches = [`--user-data-dir=${userData}`, ...args];
  const child = spawn(process.execPath, ['--import', register, main, ...switches], {
    cwd: root,
    env: { ...env, ...compiled, DISPLAY: await openDisplay(), [variable]: JSON.stringify(config) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  writeFileSync(config.crossed, '');
  let browser: Promise<Browser> | null = null;
  const gone = once(child, 'exit').then(([code]: unknown[]) => {
    running.delete(child);
    void browser?.then((connected) => connected.close()).catch(() => undefined);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 20 });
    return code as number | null;
  });
  const { control, endpoint } = followed(child, gone, () => said);
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  return {
    control,
    page: async () =>
      pageOf(await (browser ??= endpoint().then((at) => chromium.connectOverCDP(at, { noDefaults: true })))),
    said: () => said,
    crossed: () => readFileSync(config.crossed, 'utf8'),
    clipboard: () => control.clipboard(),
    askedWhenClosed: () => askedWhenClosed(control),
    saveNextAs: (path) => saveNextAs(control, path),
    opened: () => opened(control),
    gone,
    kill,
    async close() {
      child.disconnect();
      await gone;
    },
  };
}

/** The remote control of a child, and where its Chromium is. Both reject when it ends. */
function followed(child: ChildProcess, gone: Promise<unknown>, said: () => string) {
  const started = Promise.withResolvers<string>();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  child.on('message', (message: FromStandIn) => {
    if (message.kind === 'started') return started.resolve(message.endpoint);
    const order = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'done') order?.resolve(message.value);
    else order?.reject(new Error(message.message));
  });
  void gone.then((code) => {
    const error = new Error(`the app ended with ${String(code)}: ${said()}`);
    started.reject(error);
    for (const { reject } of waiting.values()) reject(error);
  });
  started.promise.catch(() => undefined);
  const send = (name: string, given: unknown[]) => {
    const order = Promise.withResolvers<unknown>();
    const id = (last += 1);
    waiting.set(id, order);
    child.send({ id, name, given }, (error) => error && order.reject(error));
    return order.promise;
  };
  const control = new Proxy({} as RemoteControl, {
    get: (_, name) => (name === 'then' ? undefined : (...given: unknown[]) => send(String(name), given)),
  });
  return { control, endpoint: () => started.promise };
}

async function askedWhenClosed(control: RemoteControl): Promise<boolean> {
  const before = (await control.dialogs()).length;
  if (await control.closeWindow()) return false;
  await until(async () => (await control.dialogs()).length > before);
  return true;
}

async function saveNextAs(control: RemoteControl, path: string): Promise<{ name: Promise<string> }> {
  const before = (await control.downloads()).length;
  await control.answerNextDialog(path);
  const name = until(async () => (await control.downloads())[before]).then((download) => {
    if (download.path !== path) throw new Error(`the app did not save ${download.name}`);
    return download.name;
  });
  // Where what makes the page give the file fails, that is told, and nobody waits for the file.
  name.catch(() => undefined);
  return { name };
}

async function opened(control: RemoteControl): Promise<string> {
  const before = (await control.opened()).length;
  return until(async () => (await control.opened())[before]);
}

/** Asks again until the answer is one. */
async function until<Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await sleep(20);
  }
}

async function pageOf(browser: Browser): Promise<Page> {
  const [context] = browser.contexts();
  if (!context) throw new Error('Chromium has no window');
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  // What the page asks when it is left is the app's to answer: Playwright leaves it alone while somebody listens.
  page.on('dialog', () => undefined);
  page.setDefaultTimeout(90_000);
  await page.waitForURL(/^https:\/\/\w+\.app\.test\//);
  return page;
}
