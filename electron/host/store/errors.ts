import { failure, type Failure } from '../../bridge/failure.ts';

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html), each with what a person can do. */
const sqliteWords: Record<number, string> = {
  3: 'this user may not use it: let this user read and write it',
  5: 'another program is using it: close that program',
  6: 'another program is using it: close that program',
  8: 'it can be read and not written: let this user write it, and see whether its disk is mounted read-only',
  10: 'the disk gives an error when it is read or written: check the disk',
  11: 'it is damaged: close Sessiondeck and start it again, which says what can be done',
  13: 'the disk is full: free some space',
  14: 'it cannot be opened: let this user read and write it and the folder it is in',
  22: 'the disk has no room for a file of this size',
  23: 'this user may not use it: let this user read and write it',
};
const systemWords: Record<string, string> = {
  EACCES: 'this user may not use it: let this user read and write it and the folder it is in',
  EDQUOT: 'the disk quota of this user is used up: free some space',
  EEXIST: 'something else is in its place: move that away',
  EIO: 'the disk gives an error when it is read or written: check the disk',
  EISDIR: 'it is a folder, and has to be a file: move it away',
  ELOOP: 'links lead in a circle: remove them',
  ENAMETOOLONG: 'its name is too long: choose a shorter one',
  ENOENT: 'it is not there, and its folder is not either: make the folder',
  ENOSPC: 'the disk is full: free some space',
  ENOTDIR: 'a part of its path is a file, and has to be a folder: move that file away',
  EPERM: 'the system does not allow it: let this user read and write it and the folder it is in',
  EROFS: 'its disk can only be read: mount it writable, or set SESSIONDECK_DATA to another folder',
};

/** SQLite's primary result code of an error; null for any other error. */
export function codeOf(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null;
}

/**
 * Explains a failure to use a file: names the file and what to do, followed by `after`. Null for an error that is neither
 * SQLite's nor the operating system's, or has no known cause: that is our own fault.
 */
export function sentenceFor(file: string, error: unknown, after: string): string | null {
  const words = wordsFor(error);
  return words === null ? null : `${file} cannot be used: ${words}. ${after}`.trimEnd();
}

/** Operating system codes that only disks cause. */
const ofDisks = ['EDQUOT', 'ENOSPC', 'EROFS'];

/** A failed write to the data folder at run time, as `not-recorded` with its cause. Null for any other error. */
export function diskFailure(error: unknown, tried: string): Failure | null {
  const isDisk =
    codeOf(error) !== null ||
    (error instanceof Error && 'code' in error && ofDisks.includes(String(error.code)));
  const words = isDisk ? wordsFor(error) : null;
  return words === null ? null : failure({ code: 'not-recorded', tried, got: `the data folder: ${words}` });
}

function wordsFor(error: unknown): string | null {
  const sqlite = codeOf(error);
  if (sqlite !== null) return sqliteWords[sqlite] ?? null;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return systemWords[code] ?? null;
}
