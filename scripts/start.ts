import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { optionLines, runCommand, type StartOptions } from '../electron/web/command.ts';
import { runBrowserShell } from '../electron/web/index.ts';
import { npmCommand } from '../packaging/npm.ts';
import { findElectron } from './start/electron.ts';
import { isBuilt } from './start/stamp.ts';
import { swallowed } from './start/swallowed.ts';

const root = join(import.meta.dirname, '..');
const usage = `npm start [-- options]   the desktop app, or the browser shell where Electron cannot run
npm run web [-- options]  always the browser shell


${optionLines}`;

function build(): void {
  process.stdout.write('Building Sessiondeck…\n');
  const { file, args, shell } = npmCommand(['run', '-s', 'build']);
  const { status } = spawnSync(file, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell });
  if (status !== 0) throw new Error('the build failed: see above');
}

function runDesktop(binary: string, { demo, restore }: StartOptions): void {
  const flags = [...(demo ? [] : ['--no-demo']), ...(restore ? ['--restore'] : [])];
  const child = spawn(binary, [root, ...flags], { stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 1));
}

async function start(options: StartOptions): Promise<void> {
  if (!isBuilt(root)) build();
  const electron = options.web ? { missing: '' } : findElectron();
  if ('binary' in electron) {
    runDesktop(electron.binary, options);
    return;
  }
  if (electron.missing)
    process.stdout.write(
      `The desktop window cannot open here: ${electron.missing}. Opening in the browser.\n`,
    );
  await runBrowserShell({ root, ...options });
}

const taken = swallowed(process.env);
if (taken === null) await runCommand({ usage, root, run: start });
else {
  process.stderr.write(`${taken}\n`);
  process.exitCode = 1;
}
