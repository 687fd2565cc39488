// Runs before `npm start`, `npm test` and the like, on the machine's own Node and before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const windows = process.platform === 'win32';
const ownNode = join('node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

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

/** Compares contents, not times: a fresh checkout makes every file look new. */
function isInstalled() {
  const record = join('node_modules', '.package-lock.json');
  if (!existsSync(record) || !existsSync(ownNode)) return false;
  const installed = new Map(packagesIn(record));
  const wanted = packagesIn('package-lock.json').filter(([path, entry]) => path !== '' && !entry.optional);
  return wanted.every(([path, entry]) => {
    const { version, integrity } = installed.get(path) ?? {};
    return version === entry.version && integrity === entry.integrity;
  });
}

/** Without node_modules/.bin, which is about to be removed and may hold the Node that runs this. */
function pathWithoutOwnTools() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.filter((folder) => !/[\\/]node_modules[\\/]\.bin$/.test(folder)).join(delimiter);
}

function npm(...args) {
  const env = { ...process.env, PATH: pathWithoutOwnTools() };
  const result = run('npm', [...args, '--loglevel=error'], { env, shell: windows });
  if (result.status !== 0) {
    const said = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim();
    stopWith(`${said}\nnpm ${args[0]} failed${result.error ? `: ${result.error.message}` : ''}`);
  }
}

/** Of all the packages, only `node` may run an install script: it fetches the Node that everything else runs on. */
function install() {
  console.log('Installing what Sessiondeck needs (once)…');
  npm('ci', '--ignore-scripts');
  npm('rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts');
  if (!existsSync(ownNode)) stopWith(`npm left no ${ownNode}: see npm's settings for install scripts.`);
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
    const packages = parts.flatMap(({ debian }) => debian).join(' ');
    return `sudo apt-get install -y --no-install-recommends ${packages}`;
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

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) stopWith(`Sessiondeck needs Node 20 or newer; this is ${process.version}.`);
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
if (!isInstalled()) install();
if (process.argv.includes('--test')) prepareSystem();
