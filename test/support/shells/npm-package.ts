import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { npmCommand } from '../../../packaging/npm.ts';
import { newFolder } from '../host.ts';

export const root = join(import.meta.dirname, '../../..');
const windows = process.platform === 'win32';
/** What npm says, in any language, when it got no answer. */
const noAnswer = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ENOTCACHED/;

export interface Packed {
  tarball: string;
  /** Paths inside the package. */
  files: string[];
  /** Bytes: of the tarball, and unpacked. */
  size: number;
  unpackedSize: number;
}

/** PATH without a repository's own tools, which nobody has who installs the package. */
function outerPath(): string[] {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !/[\\/]node_modules[\\/]\.bin$/.test(folder));
}

/** The environment without what an `npm test` around this says of the repository; where to install from stays. */
function outerEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_/i.test(name) || /^npm_config_(registry|cache|userconfig|.*proxy)$/i.test(name),
  );
  return { ...Object.fromEntries(kept), PATH: [dirname(process.execPath), ...outerPath()].join(delimiter) };
}

function npm(cwd: string, args: string[]) {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const outer = { platform: process.platform, npmExecpath: undefined, node: process.execPath };
  const { file, args: given, shell } = npmCommand([...args, ...quiet], outer);
  return spawnSync(file, given, { cwd, env: outerEnvironment(), encoding: 'utf8', shell });
}

/** Packs what is built, as `npm publish` would. */
export function pack(): Packed {
  const folder = newFolder();
  const packed = npm(root, ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
  if (packed.status !== 0) throw new Error(`npm pack failed: ${packed.stderr}`);
  const [entry] = JSON.parse(packed.stdout) as (Packed & { filename: string; files: { path: string }[] })[];
  if (!entry) throw new Error('npm pack made nothing');
  const files = (entry.files as { path: string }[]).map(({ path }) => path);
  return { ...entry, tarball: join(folder, entry.filename), files };
}

export type Installed = { folder: string } | { missing: string };

/** Installs a tarball in an empty folder, with whatever it depends on; or why that cannot be had here. */
export function install(tarball: string): Installed {
  const folder = newFolder();
  const options = ['--ignore-scripts', '--prefer-offline', '--fetch-retries=0'];
  const installed = npm(folder, ['install', ...options, tarball]);
  if (installed.status === 0) return { folder };
  const said = `${installed.stdout}${installed.stderr}`;
  const code = noAnswer.exec(said)?.[0];
  if (!code) throw new Error(`npm install failed: ${said}`);
  return {
    missing: `npm's registry does not answer here (${code}): the package was not installed and not run`,
  };
}

/** Of the environment, what a system needs to start anything; with a home and a data folder that are empty. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const home = newFolder();
  mkdirSync(join(home, 'data'));
  const names = ['SYSTEMROOT', 'COMSPEC', 'PATHEXT', 'TEMP', 'TMP'];
  const needed = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return {
    ...(Object.fromEntries(needed) as NodeJS.ProcessEnv),
    PATH: [dirname(process.execPath), ...outerPath()].join(delimiter),
    HOME: home,
    USERPROFILE: home,
    SESSIONDECK_DATA: join(home, 'data'),
    npm_config_update_notifier: 'false',
  };
}

export interface Started {
  child: ChildProcess;
  address: string;
  /** All that it has printed so far. */
  said: { out: string; err: string };
}

/** Starts a command that prints the browser shell's address. */
export async function startShell(
  command: string,
  args: string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Started> {
  const child = spawn(command, args, {
    cwd,
    env,
    shell: windows,
    detached: !windows,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stderr.on('data', (chunk) => (said.err += String(chunk)));
  for await (const line of createInterface(child.stdout)) {
    said.out += `${line}\n`;
    const address = /http:\/\/127\.0\.0\.1:\d+\/#code=[\w-]+/.exec(line)?.[0];
    if (address) return { child, address, said };
  }
  throw new Error(`no address, but: ${said.out}${said.err}`);
}

/** Interrupts a command and all that it started, as a terminal does: npx alone would leave its shell's child behind. */
export function pressCtrlC({ pid = 0 }: ChildProcess): void {
  if (windows) spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
  else process.kill(-pid, 'SIGINT');
}

/** The machine's own Node, outside the repository, and its version; null where there is none. */
export function systemNode(): { binary: string; version: string } | null {
  for (const folder of outerPath()) {
    const binary = join(folder, windows ? 'node.exe' : 'node');
    const { status, stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
    if (status === 0) return { binary, version: stdout.trim().slice(1) };
  }
  return null;
}
