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

/** Removes every folder that `newFolder` created in this process, with its contents. */
export function removeFolders(): void {
  // A process that was just killed may still be writing its last file.
  for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  made.clear();
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
