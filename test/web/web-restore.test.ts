import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect, type Bridge } from '../../electron/bridge/crossing/connect.ts';
import { httpCarrier } from '../../renderer/http-carrier.ts';
import { add, everything, namesIn } from '../support/data/data-folder.ts';
import { memory, newFolder } from '../support/host.ts';
import { openPage } from '../support/shells/carriers.ts';

// The program itself, as a person starts it: `npm run web -- --restore` after a database was damaged, and the offer of its page
// after one was lost.

const program = join(import.meta.dirname, '../../scripts/start.ts');
const running: ChildProcess[] = [];
let folder: string;
const file = (name: string) => join(folder, name);
const store = () => file('sessiondeck.db');
const copy = () => file('sessiondeck.last-good.db');

beforeEach(() => {
  folder = newFolder(memory);
});
afterEach(async () => {
  for (const child of running.splice(0)) await ended(child, 'SIGKILL');
});

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** Starts the program; `over` resolves with its exit code. */
function launch(...args: string[]) {
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    SESSIONDECK_DATA: folder,
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/dev/null',
  };
  const child = spawn(process.execPath, [program, '--web', '--no-open', '--no-demo', ...args], { env });
  running.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const over = once(child, 'close').then(([code]) => code as number | null);
  return { child, over, said: () => said };
}

/** A page of the program, once that has said its address. */
async function start(...args: string[]) {
  const { child, over, said } = launch(...args);
  await expect.poll(said, { timeout: 60_000 }).toMatch(/Ctrl\+C stops Sessiondeck/);
  const { post } = await openPage(/http:\S+#code=\S+/.exec(said())?.[0] ?? '');
  const gone = new AbortController();
  const stop = async () => {
    gone.abort();
    await ended(child, 'SIGTERM');
    expect(await over).toBe(0);
  };
  return { bridge: connect(httpCarrier(post, gone.signal)), said, stop };
}

const logOf = async (bridge: Bridge) =>
  (await bridge('audit.list', everything)).entries.map(({ hash }) => hash).toReversed();

/** Leaves connections `one` and `two`; the copy is of the time when there was `one` alone. */
async function leaveNewerThanTheCopy(): Promise<string[]> {
  const first = await start();
  await add(first.bridge, 'one');
  await first.stop();
  const old = readFileSync(copy());
  const second = await start();
  await add(second.bridge, 'two');
  const log = await logOf(second.bridge);
  await second.stop();
  writeFileSync(copy(), old);
  return log;
}

describe.skipIf(process.platform === 'win32')('a damaged database', { timeout: 90_000 }, () => {
  test('ends the start with what to do; --restore brings back the copy, and deletes nothing', async () => {
    const log = await leaveNewerThanTheCopy();
    writeFileSync(store(), randomBytes(32_768));
    const damaged = readFileSync(store());

    const refused = launch();
    expect(await refused.over).toBe(1);
    expect(refused.said()).toContain(store());
    expect(refused.said()).toContain(`start Sessiondeck with --restore`);
    expect(readFileSync(store()).equals(damaged)).toBe(true);

    const { bridge, said, stop } = await start('--restore');
    const aside = /What was damaged is in {2}(\S+)/.exec(said())?.[1] ?? '';
    expect(readFileSync(join(aside, 'sessiondeck.db')).equals(damaged)).toBe(true);
    expect(await namesIn(bridge)).toEqual(['one']);
    // What the copy had of the log is there, in its order, and the head still says how many entries there were.
    expect((await logOf(bridge))[0]).toBe(log[0]);
    expect(await bridge('data.read', {})).toMatchObject({ loss: 'behind', remembered: log.length });
    expect(await bridge('audit.verify', {})).toMatchObject({ state: 'bad' });
    await stop();
    // Once it is sound again it starts by itself, and is restored no second time.
    const again = await start();
    expect(await namesIn(again.bridge)).toEqual(['one']);
    await again.stop();
  });

  test('whose audit log can still be read is kept with every entry that the copy has not', async () => {
    const log = await leaveNewerThanTheCopy();
    copyFileSync(store(), file('before.db'));
    const bytes = readFileSync(store());
    // The header alone: SQLite refuses the file, and its rows are all there.
    randomBytes(16).copy(bytes);
    writeFileSync(store(), bytes);
    const { said, stop } = await start('--restore');
    const aside = /What was damaged is in {2}(\S+)/.exec(said())?.[1] ?? '';
    const kept = readFileSync(join(aside, 'sessiondeck.db'));
    readFileSync(file('before.db')).copy(kept, 0, 0, 100);
    writeFileSync(file('mended.db'), kept);
    const mended = new DatabaseSync(file('mended.db'), { readOnly: true });
    const hashes = mended
      .prepare('SELECT hash FROM audit ORDER BY seq')
      .all()
      .map(({ hash }) => String(hash));
    mended.close();
    expect(hashes).toEqual(log);
    await stop();
  });
});

describe.skipIf(process.platform === 'win32')('a database that was lost', { timeout: 90_000 }, () => {
  test('is restored from the page; what was done since stays, entry for entry', async () => {
    await leaveNewerThanTheCopy();
    rmSync(store());
    const { bridge, stop } = await start();
    await add(bridge, 'new');
    const today = await logOf(bridge);
    expect(await bridge('data.read', {})).toMatchObject({
      loss: 'behind',
      copy: { connections: 1, logStays: true },
    });
    await bridge('data.restore', {});
    expect((await namesIn(bridge)).toSorted()).toEqual(['new', 'one']);
    expect((await logOf(bridge)).slice(0, today.length)).toEqual(today);
    await stop();
    const again = await start();
    expect((await namesIn(again.bridge)).toSorted()).toEqual(['new', 'one']);
    expect((await logOf(again.bridge)).slice(0, today.length)).toEqual(today);
    await again.stop();
  });
});

describe.skipIf(process.platform === 'win32')('--restore does nothing', { timeout: 90_000 }, () => {
  test('to a sound database, which may be newer than its copy', async () => {
    await leaveNewerThanTheCopy();
    const before = readFileSync(store());
    const refused = launch('--restore');
    expect(await refused.over).toBe(1);
    expect(refused.said()).toContain('is not damaged: start Sessiondeck without --restore');
    expect(readFileSync(store()).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('damaged-'))).toEqual([]);
  });

  test('without a copy', async () => {
    writeFileSync(store(), randomBytes(8192));
    const refused = launch('--restore');
    expect(await refused.over).toBe(1);
    expect(refused.said()).toContain('There is no copy to restore');
    expect(existsSync(store())).toBe(true);
  });

  test('while another Sessiondeck has the folder', async () => {
    await leaveNewerThanTheCopy();
    const { stop } = await start();
    const bytes = readFileSync(store());
    writeFileSync(store(), randomBytes(8192));
    const refused = launch('--restore');
    expect(await refused.over).toBe(1);
    expect(refused.said()).toMatch(/another Sessiondeck|works on the same data folder/);
    expect(readdirSync(folder).filter((name) => name.startsWith('damaged-'))).toEqual([]);
    writeFileSync(store(), bytes);
    await stop();
  });
});
