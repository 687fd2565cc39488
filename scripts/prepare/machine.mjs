// The properties of this machine that decide what is installed on it; runs on the machine's own Node.

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Moves a file that may be a running program into a folder beside the repository's others, and removes those that were moved
 * there before and have ended since.
 */
export function setAside(file, folder, remove = rmSync) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    try {
      remove(join(folder, name));
    } catch (error) {
      // The program is still running, so the next installation removes it.
      if (!['EPERM', 'EBUSY', 'EACCES'].includes(error.code)) throw error;
    }
  }
  if (existsSync(file)) renameSync(file, join(folder, `${process.pid}-${Date.now()}`));
}

/** Which C library: native parts are built for one of them. Null where there is no such choice. */
function libc() {
  if (process.platform !== 'linux') return null;
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
}

/**
 * Whether an optional package of a lockfile is a native part made for this machine; a list may also say what it is not
 * made for. `here` stands in for this machine in tests.
 */
export function fitsHere(
  { os, cpu, libc: libcs },
  here = { os: process.platform, cpu: process.arch, libc: libc() },
) {
  if (!os && !cpu) return false;
  const admits = (list, own) =>
    !list ||
    own === null ||
    list.includes(own) ||
    list.every((name) => name[0] === '!' && name !== `!${own}`);
  return admits(os, here.os) && admits(cpu, here.cpu) && admits(libcs, here.libc);
}

/**
 * Whether a Node (major, minor) can build Sessiondeck: on an older one npm leaves out the bundler's native part, whose
 * `engines` say ^20.19.0 || >=22.12.0.
 */
export function isNewEnough([major, minor]) {
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
}
