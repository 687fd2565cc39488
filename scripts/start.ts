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

/** Electron's binary, fetched on the first start, or why it cannot run here, in a few words. */
function findElectron(): { binary: string } | { missing: string } {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return { missing: 'there is no display' };
  // Chromium's sandbox refuses root, and Sessiondeck does not run without it.
  if (process.getuid?.() === 0) return { missing: 'Electron’s sandbox does not run as root' };
  try {
    return { binary: createRequire(import.meta.url)('electron') as string };
  } catch {
    // electron's own message, about how to install by hand, has been printed.
    return { missing: 'Electron’s binary is not here and could not be fetched' };
  }
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
