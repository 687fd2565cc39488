import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { newFolder } from '../../../scripts/folders.ts';

const run = promisify(execFile);

/** What takes longer, ms, is not slow: it never comes. */
const patient = 60_000;

export type Env = Record<string, string>;

/** All that the daemon is given on its stdin, the end of the line included. */
const password = 'test-password\n';

export interface SecretBus {
  /** What a child process needs to find this bus, and only this one. */
  env: Env;
  stop(): Promise<void>;
}

export interface Keyring extends SecretBus {
  /** Locks the keyring, as a desktop does when its session is locked. */
  lock(): Promise<void>;
}

/** Why no keyring test can run here; null where they can. */
export async function keyringMissing(): Promise<string | null> {
  if (process.platform !== 'linux') return 'only Linux has a keyring that a test can start';
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const missing = ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon'].filter(
    (name) => !folders.some((folder) => existsSync(join(folder, name))),
  );
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  try {
    await import('keytar');
    return null;
  } catch (error) {
    return `keytar does not load: ${String(error).split('\n', 1).join('')}`;
  }
}

/** Starts a real keyring, unlocked and empty, on a bus and in folders of its own. */
export async function startKeyring(): Promise<Keyring> {
  const bus = await startBus();
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env: bus.env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  daemon.stdin.end(password);
  const stop = async (): Promise<void> => {
    await end(daemon);
    await bus.stop();
  };
  try {
    await secretServiceIsUp(bus.env);
  } catch (error) {
    await stop();
    throw error;
  }
  return { env: bus.env, lock: () => lockLogin(bus.env), stop };
}

/** Starts a bus on which nobody answers for org.freedesktop.secrets. */
export async function startBusWithoutKeyring(): Promise<SecretBus> {
  return startBus();
}

/** The environment of a machine without a session bus. */
export function envWithoutBus(): Env {
  return { PATH: process.env['PATH'] ?? '' };
}

/** Runs a small program in a process of its own, where keytar first meets `env`, and reads the JSON it prints. */
export async function inProcessWith(env: Env, program: URL, ...args: string[]): Promise<unknown> {
  const { stdout } = await run(process.execPath, [fileURLToPath(program), ...args], {
    env,
    timeout: patient,
  });
  return JSON.parse(stdout);
}

/** The same for a program that reads its work from stdin: a value in argv could be no longer than 128 KiB. */
export async function inProcessGiven(env: Env, program: URL, given: unknown): Promise<unknown> {
  const running = run(process.execPath, [fileURLToPath(program)], { env, timeout: patient });
  running.child.stdin?.end(JSON.stringify(given));
  return JSON.parse((await running).stdout);
}

async function startBus(): Promise<SecretBus> {
  const home = newFolder();
  const folders = await privateFolders(home);
  const config = join(home, 'bus.conf');
  await writeFile(config, busConfig(home));
  const daemon = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--print-address'], {
    env: folders,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [address] = (await once(createInterface(daemon.stdout), 'line')) as [string];
  const stop = async (): Promise<void> => {
    await end(daemon);
    await rm(home, { recursive: true, force: true });
  };
  return { env: { ...folders, DBUS_SESSION_BUS_ADDRESS: address }, stop };
}

async function privateFolders(home: string): Promise<Env> {
  const env = {
    HOME: home,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_RUNTIME_DIR: join(home, 'run'),
  };
  for (const folder of [...Object.values(env), join(env.XDG_DATA_HOME, 'keyrings')]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  return { ...env, PATH: process.env['PATH'] ?? '' };
}

/** Names no service folders: the bus must not start the machine's own keyring by itself. */
function busConfig(home: string): string {
  return `<busconfig>
  <type>session</type>
  <listen>unix:dir=${home}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}

async function secretServiceIsUp(env: Env): Promise<void> {
  for (const deadline = Date.now() + patient; Date.now() < deadline;) {
    const reply = await busCall(env, 'DBus', '/', 'DBus.NameHasOwner', 'string:org.freedesktop.secrets');
    if (reply.includes('boolean true')) return;
    await sleep(10);
  }
  throw new Error('gnome-keyring-daemon did not come up');
}

/** Locks the login keyring of the bus in `env`. */
export async function lockLogin(env: Env): Promise<void> {
  const login = '/org/freedesktop/secrets/collection/login';
  await busCall(env, 'secrets', '/org/freedesktop/secrets', 'Secret.Service.Lock', `array:objpath:${login}`);
}

/**
 * Unlocks the login keyring of `env`, as a desktop does when somebody logs in: by the daemon's control socket (its
 * control-client.c): a byte that carries who we are, then length, operation (1: unlock) and password; the answer ends in 0.
 */
export async function unlockLogin(env: Env): Promise<void> {
  const given = Buffer.alloc(13 + password.length);
  given.writeUInt32BE(12 + password.length, 1);
  given.writeUInt32BE(1, 5);
  given.writeUInt32BE(password.length, 9);
  given.write(password, 13);
  const socket = connect(join(env['XDG_RUNTIME_DIR'] ?? '', 'keyring', 'control'));
  socket.write(given);
  const answer = await buffer(socket);
  if (answer.length < 8 || answer.readUInt32BE(4) !== 0)
    throw new Error(`gnome-keyring-daemon did not unlock the login keyring: ${answer.toString('hex')}`);
}

async function busCall(env: Env, name: string, path: string, method: string, arg: string): Promise<string> {
  const args = ['--session', '--print-reply', `--dest=org.freedesktop.${name}`, path];
  const { stdout } = await run('dbus-send', [...args, `org.freedesktop.${method}`, arg], { env });
  return stdout;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}
