import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runBrowserShell } from '../electron/web/index.ts';

const root = join(import.meta.dirname, '..');
const usage = `npm start [-- options]   the desktop app, or the browser shell where Electron cannot run
npm run web [-- options]  always the browser shell

  --no-open   print the address, do not open a browser
  --no-demo   without the demo connections
  --port N    browser shell: this port of 127.0.0.1 instead of a free one`;

/** Whether the built app is older than any source file. */
function needsBuild(): boolean {
  const built = join(root, 'out/renderer/index.html');
  if (!existsSync(built)) return true;
  const since = statSync(built).mtimeMs;
  const sources = ['electron', 'renderer', 'mock-server'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }),
  );
  return sources.some(
    (entry) =>
      entry.isFile() &&
      !entry.parentPath.includes('compiled') &&
      statSync(join(entry.parentPath, entry.name)).mtimeMs > since,
  );
}

function build(): void {
  process.stdout.write('Building Sessiondeck…\n');
  const { status } = spawnSync('npm', ['run', '-s', 'build'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('the build failed: see above');
}

/** The Electron binary, or why it cannot run here, in a few words. */
function findElectron(): { binary: string } | { missing: string } {
  const folder = join(createRequire(import.meta.url).resolve('electron/package.json'), '..');
  const binary = join(folder, 'dist', process.platform === 'win32' ? 'electron.exe' : 'electron');
  const name =
    process.platform === 'darwin' ? join(folder, 'dist/Electron.app/Contents/MacOS/Electron') : binary;
  if (!existsSync(name))
    return { missing: 'Electron’s binary is not installed (npx install-electron fetches it)' };
  const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  if (process.platform === 'linux' && !display) return { missing: 'there is no display' };
  if (process.platform === 'linux' && process.getuid?.() === 0)
    return { missing: 'Electron’s sandbox does not run as root' };
  return { binary: name };
}

function runDesktop(binary: string, demo: boolean): void {
  const child = spawn(binary, [root, ...(demo ? [] : ['--no-demo'])], { stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 1));
}

const { values } = parseArgs({
  options: {
    web: { type: 'boolean', default: false },
    'no-open': { type: 'boolean', default: false },
    'no-demo': { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
    help: { type: 'boolean', default: false },
  },
});

async function start(): Promise<void> {
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  if (needsBuild()) build();
  const demo = !values['no-demo'];
  const electron = values.web ? { missing: '' } : findElectron();
  if ('binary' in electron) {
    runDesktop(electron.binary, demo);
    return;
  }
  if (electron.missing)
    process.stdout.write(
      `The desktop window cannot open here: ${electron.missing}. Opening in the browser.\n`,
    );
  await runBrowserShell({
    folder: join(root, 'out/renderer'),
    port: Number(values.port),
    open: !values['no-open'],
    demo,
  });
}

await start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'Sessiondeck could not start'}\n`);
  process.exitCode = 1;
});
