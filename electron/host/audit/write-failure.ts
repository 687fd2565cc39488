import { failure, type Failure } from '../../bridge/failure.ts';

/** SQLite's primary result codes: https://www.sqlite.org/rescode.html */
const sqliteCauses: Record<number, string> = {
  5: 'another program holds the store',
  6: 'another program holds the store',
  8: 'the store cannot be written to',
  10: 'the disk does not take what is written',
  11: 'the store is damaged',
  13: 'the disk is full',
  14: 'the store cannot be opened',
};
const systemCauses: Record<string, string> = {
  EACCES: 'the data folder cannot be written to',
  EDQUOT: 'the disk is full',
  EIO: 'the disk does not take what is written',
  ENOENT: 'the data folder is gone',
  ENOSPC: 'the disk is full',
  EPERM: 'the data folder cannot be written to',
  EROFS: 'the data folder cannot be written to',
};

/** The operating system's code of an error, such as ENOSPC; null for an error without one. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/**
 * A failed write as `not-recorded`, with its cause in words and `otherwise`, which says what became of the act. Null when
 * the error is neither SQLite's nor the operating system's, and so our own fault.
 */
export function notRecorded(error: unknown, tried: string, otherwise: string): Failure | null {
  const cause = causeOf(error);
  return cause === null
    ? null
    : failure({ code: 'not-recorded', tried, got: `the audit log: ${cause}; ${otherwise}` });
}

function causeOf(error: unknown): string | null {
  const code = systemCode(error);
  if (code === null) return null;
  if (code !== 'ERR_SQLITE_ERROR') return systemCauses[code] ?? (/^E[A-Z]+$/.test(code) ? code : null);
  const errcode = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
  // The low byte is the primary result code.
  return sqliteCauses[errcode & 0xff] ?? `SQLite's error ${errcode}`;
}
