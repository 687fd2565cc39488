import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes renames in a folder durable. Windows cannot open folders, and records renames in its journal. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
