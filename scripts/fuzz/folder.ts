import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where there is one, a disk in memory will do: nothing here is to outlive its leg. */
const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export function newFolder(): string {
  return mkdtempSync(join(parent, 'sessiondeck-fuzz-'));
}
