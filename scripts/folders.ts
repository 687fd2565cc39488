import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a folder needs no disk: in memory, on systems that offer it. A test run names its own folder there. */
export const memory =
  process.env['SESSIONDECK_TEST_MEMORY'] ?? (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

const made = new Set<string>();
process.once('exit', removeFolders);

/** Creates an empty folder that `removeFolders` removes; at the latest, this process removes it as it exits. */
export function newFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'sessiondeck-'));
  made.add(folder);
  return folder;
}

/** Removes every folder that `newFolder` created in this process. One that cannot be removed does not keep the others. */
export function removeFolders(): void {
  const failed: unknown[] = [];
  for (const folder of made) {
    try {
      removeFolder(folder);
    } catch (error) {
      failed.push(error);
    }
  }
  made.clear();
  if (failed.length > 0) throw failed[0];
}

/** How often and how long to wait for a process that was just killed and is still writing its last files. */
const patience = { times: 200, ms: 50 };

/** Removes a folder with its contents, if it is there. `rmSync` by itself gives up when a file appears meanwhile. */
export function removeFolder(folder: string): void {
  for (let left = patience.times; ; left -= 1) {
    try {
      return rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (left === 0 || !isBusy(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, patience.ms);
    }
  }
}

function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOTEMPTY' || code === 'EBUSY' || code === 'EPERM';
}

/** Makes the signals that stop a program end it in an orderly way, so that its folders are removed. */
export function exitOnSignals(): void {
  for (const [signal, number] of [
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const)
    process.once(signal, () => process.exit(128 + number));
}
