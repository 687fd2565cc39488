import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderLock } from '../../../electron/host/store/lock.ts';

// Takes the lock of a folder again and again, and tells how often somebody else was inside at the same time.
//   node lock-program.ts FOLDER ROUNDS (locked|unlocked|hold)
// `hold` takes it once and keeps it until the process is killed.

const [, , folder = '', rounds = '1', mode = 'locked'] = process.argv;
const inside = join(folder, 'inside');
const lock = folderLock(folder);
const pause = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** True when nobody else was inside. */
function visit(): boolean {
  try {
    closeSync(openSync(inside, 'wx'));
  } catch {
    return false;
  }
  pause(1);
  rmSync(inside);
  return true;
}

function takeTurn(): void {
  // Anybody may spoil the contents at any time, also while the lock is held.
  if (Math.random() < 0.3) writeFileSync(join(folder, 'sessiondeck.lock'), randomBytes(8192));
  while (lock.take()) pause(1);
}

if (mode === 'hold') {
  process.send?.(lock.take() ?? 'ours');
  setInterval(() => undefined, 60_000);
} else {
  let overlaps = 0;
  for (let round = 0; round < Number(rounds); round += 1) {
    if (mode === 'locked') takeTurn();
    if (!visit()) overlaps += 1;
    lock.release();
  }
  process.send?.({ overlaps });
}
