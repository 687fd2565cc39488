import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { syncFolder } from '../store/sync-folder.ts';
import { systemCode } from './write-failure.ts';

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Tail = z.strictObject({ seq: z.number().int().min(0), hash: Hash });
/**
 * `gap`: some entries up to here were written while the keychain's key was unavailable. `marked`: the keychain has a mark
 * of this entry (mark.ts); absent in heads of earlier versions, which had no marks. `mac` covers the other fields.
 */
const Head = Tail.extend({ gap: z.boolean(), marked: z.boolean().optional(), mac: Hash });
const Heads = z.strictObject({
  /** The last entry that was signed with the keychain's key. */
  head: Head.nullable(),
  /** The last entry added since then without that key; proves nothing except that there was such a time. */
  loose: Tail.nullable(),
});
export type Head = z.infer<typeof Head>;
export type Heads = z.infer<typeof Heads>;

/** Storage for the log's end, apart from the log. */
export interface HeadFile {
  /**
   * `none`: there is no file. `unreadable`: its contents are not what Sessiondeck writes. `unusable`: something is there
   * that the system cannot read, such as a folder.
   */
  read(): Heads | 'none' | 'unreadable' | 'unusable';
  /** Writes a temporary file; the returned function moves it into place, and the write is durable once that returns. */
  prepare(heads: Heads): () => void;
}

/** The file `audit-head.json` in the data folder, mode 0600. */
export function headFile(folder: string): HeadFile {
  const file = join(folder, 'audit-head.json');
  return {
    read() {
      const text = textOf(file);
      if (text === 'none' || text === 'unusable') return text;
      const parsed = Heads.safeParse(jsonOf(text));
      return parsed.success ? parsed.data : 'unreadable';
    },
    prepare(heads) {
      const temporary = `${file}.${process.pid}.tmp`;
      const fd = openSync(temporary, 'w', 0o600);
      try {
        writeFileSync(fd, JSON.stringify(heads));
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      return () => {
        renameSync(temporary, file);
        syncFolder(folder);
      };
    },
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    if (code === null) throw error;
    return code === 'ENOENT' ? 'none' : 'unusable';
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Text that is not JSON is no head either.
    return null;
  }
}
