import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import type { KeytarCalls } from '../../../electron/host/keys/keytar-keys.ts';
import { memory, newFolder } from '../../support/host.ts';
import { failingAt, leadLife, openWith, type Phase } from '../../support/keys/key-life.ts';
import { keytarLike, lockable } from '../../support/keys/keytar-like.ts';

// The native addon may end the process in any of its calls. What is there afterwards is known, and said.

// Some eighty hosts are opened, and processes started.
vi.setConfig({ testTimeout: 60_000 });

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const freshFolder = () => {
  const folder = newFolder(memory);
  folders.push(folder);
  return folder;
};

/** Items of connections: beside them there are those of the audit log, and of a probe that was cut off. */
const keysIn = (items: ReadonlyMap<string, string>) =>
  [...items.keys()].filter((id) => /^[0-9a-f]{8}-/.test(id));

/** Starts again on what was left, and tells what is there and what is said of it; locked first, which decides the most. */
async function afterwards(folder: string, items: Map<string, string>) {
  const keyring = lockable(items);
  const states: string[] = [];
  for (const isLocked of [true, false]) {
    keyring.isLocked = isLocked;
    const { host, bridge } = await openWith(folder, await keyring.load());
    const [connection] = await bridge('connections.list', {});
    states.push(
      connection ? (await bridge('keys.status', { connectionId: connection.id })).state : 'removed',
    );
    if (!connection && !isLocked) await expect.poll(() => keysIn(items)).toEqual([]);
    await host.close();
  }
  const text = keysIn(items)
    .map((id) => items.get(id) ?? '')
    .join('');
  const key = /sk_test_the_\w+/.exec(text)?.[0].slice('sk_test_the_'.length) ?? 'none';
  return `${key}: ${states.join(', then ')}`;
}

/** What may be found: the key that is in the keychain, its state while that is locked, and its state afterwards. */
const truths = new Set([
  'none: absent, then absent',
  // A key was on its way, and did not arrive.
  'none: locked, then changed',
  'first: locked, then saved',
  'second: locked, then saved',
  'none: removed, then removed',
]);

/** A life that is cut off in a call; what hangs there for ever is as good as dead. */
async function cutOff(keytar: KeytarCalls, folder: string, nth: number, phase: Phase): Promise<boolean> {
  const { promise: reached, resolve } = Promise.withResolvers<'reached'>();
  const failing = failingAt(keytar, nth, phase, () => {
    resolve('reached');
    return new Promise<never>(() => undefined);
  });
  return (await Promise.race([reached, leadLife(folder, failing.keytar)])) === 'reached';
}

test('cut off in any call of keytar, the key is there, known to be missing, or gone with its connection', async () => {
  const found = new Map<string, number>();
  let points = 0;
  for (let isReached = true; isReached; points += 1) {
    for (const phase of ['before', 'after'] as const) {
      const folder = freshFolder();
      const items = new Map<string, string>();
      isReached = await cutOff(keytarLike({}, items), folder, points, phase);
      const truth = await afterwards(folder, items);
      found.set(truth, (found.get(truth) ?? 0) + 1);
      expect.soft(truths, `call ${points}, ${phase}`).toContain(truth);
    }
  }
  expect(points).toBeGreaterThan(15);
  // None of them is there for nothing.
  expect(new Set(found.keys())).toEqual(truths);
});

test.each([
  ['in the middle of saving', 'before', 'none: locked, then changed'],
  ['just after saving', 'after', 'first: locked, then saved'],
] as const)('a process that aborts %s leaves the same behind', async (_, phase, truth) => {
  const { keytar, made } = failingAt(keytarLike(), Infinity, phase, () => expect.unreachable());
  await leadLife(freshFolder(), keytar);
  const nth = made.findIndex((call) => /^set [0-9a-f]{8}-/.test(call));
  const folder = freshFolder();
  const file = join(folder, 'items.json');
  writeFileSync(file, '[]');
  const program = fileURLToPath(new URL('../../support/programs/key-life-program.ts', import.meta.url));
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals | null>();
  const child = execFile(
    process.execPath,
    [program, folder, file, String(nth), phase],
    { cwd: folder },
    () => {
      resolve(child.signalCode);
    },
  );
  expect(await promise).toBe('SIGABRT');
  const items = new Map(JSON.parse(readFileSync(file, 'utf8')) as [string, string][]);
  expect(await afterwards(folder, items)).toBe(truth);
});
