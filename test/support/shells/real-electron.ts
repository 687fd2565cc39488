import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright';
import type { Env } from '../keys/keyring.ts';
import type { DesktopApp } from './opened.ts';

const root = join(import.meta.dirname, '../../..');
const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));

/** Electron's binary, where it has been fetched; else null. */
function findElectron(): string | null {
  const name = join(folder, 'path.txt');
  if (!existsSync(name)) return null;
  const file = join(folder, 'dist', readFileSync(name, 'utf8'));
  return existsSync(file) ? file : null;
}

/** Why this machine can run no test in Electron, binary or not; null where it can. `skip` is a person's wish. */
function cannotRun(): string | null {
  const { SESSIONDECK_ELECTRON: wish, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (wish === 'skip') return 'SESSIONDECK_ELECTRON is set to skip';
  // Chromium's sandbox refuses root, and Sessiondeck does not run without it.
  if (process.getuid?.() === 0) return 'Electron’s sandbox does not run as root';
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return 'there is no display';
  return null;
}

/** Why fetching Electron's binary would let more tests run here; null where it would not, or is there. */
export function electronUnfetched(): string | null {
  return cannotRun() === null && !findElectron() ? 'Electron’s binary has not been fetched' : null;
}

/** Why no test can run in Electron here; null where they can. */
export function electronMissing(): string | null {
  return cannotRun() ?? electronUnfetched();
}

interface Options {
  args: string[];
  env: Env;
  userData: string;
}

/** Starts the built app in Electron. */
export async function startElectron({ args, env, userData }: Options): Promise<DesktopApp> {
  const app = await _electron.launch({
    executablePath: findElectron() ?? '',
    args: [root, `--user-data-dir=${userData}`, ...args],
    env,
  });
  const child = app.process();
  const gone = once(child, 'exit');
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  return {
    async page() {
      const page = await app.firstWindow();
      page.setDefaultTimeout(90_000);
      await page.waitForURL(/^app:/);
      return page;
    },
    said: () => said,
    crossed: () => '',
    clipboard: async () => '',
    askedWhenClosed: () => askedWhenClosed(app),
    saveNextAs: (path) => nextDownload(app, path),
    opened: () =>
      app.evaluate(({ shell }) => {
        const { promise, resolve } = Promise.withResolvers<string>();
        shell.openExternal = async (url) => resolve(url);
        return promise;
      }),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async close() {
      await app.evaluate(({ app: own }) => own.exit(0)).catch(() => undefined);
      await gone;
    },
  };
}

/** The system's box would wait for a person: here one answers as Escape does, and is remembered to have been asked. */
async function askedWhenClosed(app: ElectronApplication): Promise<boolean> {
  return app.evaluate(async ({ dialog, BrowserWindow }) => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    type Asked = { cancelId?: number };
    const answer = (...given: unknown[]) => {
      resolve(true);
      return (given.at(-1) as Asked).cancelId ?? 0;
    };
    dialog.showMessageBoxSync = answer;
    dialog.showMessageBox = async (...given: unknown[]) => ({
      response: answer(...given),
      checkboxChecked: false,
    });
    const [window] = BrowserWindow.getAllWindows();
    window?.once('closed', () => resolve(false));
    window?.close();
    return promise;
  });
}

/** Without a path, Electron would open the system's box for saving. */
async function nextDownload(app: ElectronApplication, path: string): Promise<{ name: Promise<string> }> {
  const name = app.evaluate(({ BrowserWindow }, target) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    BrowserWindow.getAllWindows()[0]?.webContents.session.once('will-download', (_, item) => {
      item.setSavePath(target);
      item.once('done', () => resolve(item.getFilename()));
    });
    return promise;
  }, path);
  // The order to listen has arrived when another one is answered.
  await app.evaluate(() => undefined);
  return { name };
}
