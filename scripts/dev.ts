import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp, prepareApp } from './dev/app.ts';
import { ElectronProcess } from './dev/electron-process.ts';
import { HostProcess } from './dev/host-process.ts';
import { watchPage } from './dev/page.ts';
import { Restarts, type Program } from './dev/restarts.ts';
import { watchSources } from './dev/sources.ts';
import { findElectron } from './start/electron.ts';

const usage = `npm run dev [-- options]

The browser shell on the demo, for whoever works on Sessiondeck: the host starts again when its source changes, and the
page loads again when the page's does. Data is kept apart from your own, in .dev.

  --port N      this port of 127.0.0.1 instead of a free one
  --electron    instead: the desktop app, where Electron can run; it is built and starts again at each change`;

const root = join(import.meta.dirname, '..');
const cache = join(root, '.dev');

/** Starts a program once its page is built, and again whenever the page or another source changes. */
async function loop(
  program: Program,
  { shell, page, prepare }: { shell: 'browser' | 'desktop'; page: string; prepare?: () => Promise<void> },
): Promise<void> {
  const restarts = new Restarts(program);
  process.once('SIGINT', () => restarts.close());
  process.once('SIGTERM', () => restarts.close());
  // Wait for the first build: there is nothing to show before it.
  const built = (isFirst: boolean) => {
    if (!isFirst) void restarts.restart('the page changed');
  };
  await watchPage(root, page, { reloading: shell === 'browser', built });
  await prepare?.();
  process.stdout.write(`\n  ${await program.start()}\n`);
  watchSources(root, shell, (file) => void restarts.restart(`${file} changed`, prepare));
}

async function inBrowser(port: number): Promise<void> {
  const [page, data] = [join(cache, 'page'), join(cache, 'data')];
  mkdirSync(data, { recursive: true, mode: 0o700 });
  await loop(new HostProcess({ page, data, port }), { shell: 'browser', page });
}

async function inElectron(): Promise<void> {
  const electron = findElectron();
  if ('missing' in electron) {
    process.stderr.write(
      `The desktop app cannot run here: ${electron.missing}. Without --electron it is in the browser.\n`,
    );
    process.exitCode = 1;
    return;
  }
  const [app, data] = [join(cache, 'app'), join(cache, 'desktop-data')];
  mkdirSync(data, { recursive: true, mode: 0o700 });
  prepareApp(root, app);
  const prepare = () => buildApp(root, app);
  await loop(new ElectronProcess(electron.binary, app, data), {
    ...({ shell: 'desktop', page: join(app, 'out/renderer') } as const),
    prepare,
  });
}

async function main(): Promise<void> {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '0' }, electron: flag, help: flag },
  });
  if (values.help) return void process.stdout.write(`${usage}\n`);
  await (values.electron ? inElectron() : inBrowser(Number(values.port)));
}

await main();
