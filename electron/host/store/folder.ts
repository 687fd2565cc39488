import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { homeOrNull } from './data-folder.ts';
import { storeError } from './sound.ts';

/** Sessiondeck's files in its data folder; on the desktop Chromium's files are beside them. */
const own = /^(?:sessiondeck\.|audit-head\.json|window\.json)/;
const others = 0o077;

/**
 * Creates a data folder with mode 0700, or makes an existing one private: its mode becomes 0700, that of our files 0600.
 * Leaves a folder that is not ours alone unchanged: another user's, the home folder, a file system's root, or one with a
 * sticky bit, such as /tmp (`openToOthers` reports it). Throws StoreError.
 */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (process.platform === 'win32') return;
    if (isOpen(folder) && isOursAlone(folder)) chmodSync(folder, 0o700);
    for (const file of openFiles(folder)) if (isOurs(file)) chmodSync(file, 0o600);
  } catch (error) {
    throw storeError(folder, error);
  }
}

/** The paths of the data folder and of our files in it that other users can reach; always empty on Windows. */
export function openToOthers(folder: string): string[] {
  if (process.platform === 'win32') return [];
  return [...(isOpen(folder) ? [folder] : []), ...openFiles(folder)];
}

function openFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => own.test(name))
    .map((name) => join(folder, name))
    .filter((file) => lstatSync(file, { throwIfNoEntry: false })?.isFile() && isOpen(file));
}

function isOpen(path: string): boolean {
  return (statSync(path).mode & others) !== 0;
}

function isOurs(path: string): boolean {
  return statSync(path).uid === process.geteuid?.();
}

function isOursAlone(folder: string): boolean {
  const path = resolve(folder);
  const isSticky = (statSync(path).mode & 0o1000) !== 0;
  return isOurs(path) && !isSticky && path !== homeOrNull() && path !== dirname(path);
}
