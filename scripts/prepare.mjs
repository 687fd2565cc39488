// Runs before `npm start`, `npm test` and the like, on the machine's own Node and before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fitsHere, isNewEnough, setAside } from './prepare/machine.mjs';

const windows = process.platform === 'win32';
const ownNode = join('node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
/** Records what the last installation was for; kept beside npm's own record. */
const triedFor = join('node_modules', '.sessiondeck-installed');
/** A folder that exists while an installation runs. */
const turn = '.installing';

/** The folder to which a running Node is moved out of npm's way; emptied at the next installation. */
const aside = '.replaced';

/** What the tests use beyond npm packages, by the names that test/support/missing.ts gives them. */
const systemParts = {
  chromium: { title: 'Chromium', debian: ['chromium', 'fonts-dejavu-core'] },
  keyring: { title: 'a keyring', debian: ['gnome-keyring', 'dbus', 'libsecret-1-0'] },
  display: { title: 'a display that nobody sees', debian: ['xvfb'] },
};

function run(command, args, options = {}) {
  return spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options });
}

function stopWith(message) {
  console.error(message);
  process.exit(1);
}

function packagesIn(lockfile) {
  return Object.entries(JSON.parse(readFileSync(lockfile, 'utf8')).packages);
}

/**
 * For which lockfile, and by which Node, it was last installed. npm leaves out optional parts that do not suit its own
 * Node: what is missing then comes with another, and is not asked for again and again with the same.
 */
function installedFor() {
  const lockfile = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  return `${lockfile} ${process.version} ${process.platform} ${process.arch}\n`;
}

/** Compares contents, not times: a fresh checkout makes every file look new. */
function isInstalled() {
  const record = join('node_modules', '.package-lock.json');
  if (!existsSync(record) || !existsSync(ownNode)) return false;
  const installed = new Map(packagesIn(record));
  const isThere = ([path, entry]) => {
    const { version, integrity } = installed.get(path) ?? {};
    return version === entry.version && integrity === entry.integrity;
  };
  const wanted = packagesIn('package-lock.json').filter(([path]) => path !== '');
  if (!wanted.filter(([, entry]) => !entry.optional).every(isThere)) return false;
  const isTried = existsSync(triedFor) && readFileSync(triedFor, 'utf8') === installedFor();
  return isTried || wanted.filter(([, entry]) => entry.optional && fitsHere(entry)).every(isThere);
}

/** Without node_modules/.bin, which is about to be removed and may hold the Node that runs this. */
function pathWithoutOwnTools() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.filter((folder) => !/[\\/]node_modules[\\/]\.bin$/.test(folder)).join(delimiter);
}

/** Ctrl+C goes to npm as well, which needs a while to clean up: until it has ended, nobody can start again. */
async function npm(...args) {
  const env = { ...process.env, PATH: pathWithoutOwnTools() };
  const given = [...args, '--loglevel=error'];
  let isInterrupted = false;
  const wait = () => {
    if (!isInterrupted) console.log('Stopping the installation…');
    isInterrupted = true;
    child.kill('SIGINT');
  };
  // Before npm runs: what is heard in between is told once it does.
  process.on('SIGINT', wait).on('SIGTERM', wait);
  // On Windows npm is a script, which a shell starts; beside a shell Node takes no arguments (DEP0190), and ours need no quoting.
  const child = spawn(windows ? ['npm', ...given].join(' ') : 'npm', windows ? [] : given, {
    env,
    shell: windows,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const { promise, resolve } = Promise.withResolvers?.() ?? withResolvers();
  child.on('error', (error) => resolve(error.message));
  child.on('close', (code, signal) => resolve(code === 0 ? null : (signal ?? `exit code ${code}`)));
  const failed = await promise;
  process.off('SIGINT', wait).off('SIGTERM', wait);
  if (isInterrupted) process.exit(130);
  if (failed !== null) stopWith(`${said.trim()}\nnpm ${args[0]} failed: ${failed}`);
}

/** Node 20 has no `Promise.withResolvers`. */
function withResolvers() {
  let resolve;
  const promise = new Promise((given) => (resolve = given));
  return { promise, resolve };
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The process that installs: undefined when there is none any more, NaN when the lock does not say. */
function installer() {
  try {
    return Number(readFileSync(join(turn, 'pid'), 'utf8') || NaN);
  } catch (error) {
    if (error.code === 'ENOENT') return existsSync(turn) ? NaN : undefined;
    throw error;
  }
}

/** Makes the lock in one step, so that a lock always says whose it is; whether nobody else had it. */
function lock() {
  const own = `${turn}-${process.pid}`;
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'pid'), String(process.pid));
  try {
    renameSync(own, turn);
    return true;
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    // Windows says EPERM or EACCES where a folder is in the way.
    if (!['EEXIST', 'ENOTEMPTY', 'EPERM', 'EACCES'].includes(error.code)) throw error;
    return false;
  }
}

/** Two first starts at once would take each other's files away: the later one waits. A lock of a killed start is removed. */
async function takeTurn() {
  for (let told = false; !lock(); told = true) {
    const pid = installer();
    if (pid === undefined) continue;
    if (!isRunning(pid)) rmSync(turn, { recursive: true, force: true });
    else if (!told) console.log('Another start is installing what Sessiondeck needs: waiting for it…');
    await sleep(200);
  }
}

/** Of all the packages, only `node` may run an install script: it fetches the Node that everything else runs on. */
async function install() {
  await takeTurn();
  const letGo = () => rmSync(turn, { recursive: true, force: true });
  process.on('exit', letGo);
  // Whoever had the turn before may have done it all.
  if (!isInstalled()) {
    console.log('Installing what Sessiondeck needs (once)…');
    // Windows does not delete a program that is running, as this one may be; it does move it.
    if (windows) setAside(ownNode, aside);
    await npm('ci', '--ignore-scripts');
    await npm('rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts');
    if (!existsSync(ownNode)) stopWith(`npm left no ${ownNode}: see npm's settings for install scripts.`);
    writeFileSync(triedFor, installedFor());
  }
  letGo();
}

/** Asks the tests' own checks, so that what is installed here is what they will look for. */
function missingParts() {
  const result = run(ownNode, [join('test', 'support', 'missing.ts')]);
  if (result.status !== 0) stopWith(`test/support/missing.ts failed:\n${result.stderr}`);
  return JSON.parse(result.stdout);
}

function isRootWithApt() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const result = run('apt-get', [...args, '-o', 'Acquire::http::Timeout=30'], { env, timeout: 900_000 });
  if (result.status === 0) return true;
  const errors = (result.stderr ?? '').split('\n').filter((line) => line.startsWith('E:'));
  console.error(`apt-get ${args[0]} failed: ${errors.join(' ') || (result.error?.message ?? result.status)}`);
  return false;
}

function installWithApt(parts) {
  console.log(`Installing ${parts.map(({ title }) => title).join(' and ')} for the tests (once)…`);
  apt('update', '-qq');
  for (const { debian } of parts) apt('install', '-y', '-qq', '--no-install-recommends', ...debian);
}

function commandFor(parts) {
  if (existsSync('/usr/bin/apt-get')) {
    const packages = parts.flatMap(({ debian }) => debian);
    // Ubuntu has Chromium as a snap only, and its package of that name but points there.
    const isUbuntu =
      existsSync('/etc/os-release') && /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
    const asSnap = isUbuntu && packages.includes('chromium') ? 'sudo snap install chromium && ' : '';
    const rest = packages.filter((name) => !asSnap || name !== 'chromium').join(' ');
    return `${asSnap}sudo apt-get install -y --no-install-recommends ${rest}`;
  }
  if (process.platform === 'darwin') return 'brew install --cask google-chrome';
  if (windows) return 'winget install Google.Chrome';
  return existsSync('/usr/bin/dnf')
    ? 'sudo dnf install chromium gnome-keyring dbus-daemon dbus-tools libsecret xorg-x11-server-Xvfb'
    : null;
}

/** Once, and not for long: without it one suite says that it did not run. */
function fetchElectron() {
  console.log('Fetching Electron for the tests (once)…');
  const script = join('node_modules', 'electron', 'install.js');
  const { status } = run(ownNode, [script], { timeout: 60_000 });
  if (status !== 0) console.error('Electron could not be fetched: its own suite does not run.');
}

function prepareSystem() {
  const { electron, ...missing } = missingParts();
  if (electron) fetchElectron();
  // Elsewhere there is nothing to install for the others: those tests run on Linux only.
  const names = Object.keys(missing).filter((name) => process.platform === 'linux' || name === 'chromium');
  const parts = names.map((name) => systemParts[name]);
  if (parts.length === 0) return;
  if (isRootWithApt()) return installWithApt(parts);
  const titles = parts.map(({ title }) => title).join(' and ');
  console.log(`Some tests need ${titles}: ${commandFor(parts) ?? 'install them with your package manager'}`);
}

async function main() {
  if (!isNewEnough(process.versions.node.split('.').map(Number)))
    stopWith(
      `Sessiondeck needs Node 20.19, 22.12 or newer: this is ${process.version}, on which it cannot be built.`,
    );
  process.chdir(fileURLToPath(new URL('..', import.meta.url)));
  if (!isInstalled()) await install();
  if (process.argv.includes('--test')) prepareSystem();
}

await main();
