import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { syncFolder } from '../store/sync-folder.ts';
import { systemCode } from './write-failure.ts';

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Tail = z.strictObject({ seq: z.number().int().min(0), hash: Hash });
/**
 * `gap`: entries up to here were once written while the keychain's key was not to be had. `marked`: the keychain has a
 * mark of this entry (mark.ts); earlier versions kept none, and left it out. `mac` covers the rest.
 */
const Head = Tail.extend({ gap: z.boolean(), marked: z.boolean().optional(), mac: Hash });
const Heads = z.strictObject({
  /** As far as the log came under the keychain's key. */
  head: Head.nullable(),
  /** As far as it came since then without that key; it proves nothing, and says that there was such a time. */
  loose: Tail.nullable(),
});
export type Head = z.infer<typeof Head>;
export type Heads = z.infer<typeof Heads>;

/** Where the log's end is kept apart from the log. */
export interface HeadFile {
  /**
   * `none`: there is no file. `unreadable`: it is not what Sessiondeck writes. `unusable`: something is there, and the system
   * gives no contents of it, as of a folder.
   */
  read(): Heads | 'none' | 'unreadable' | 'unusable';
  /** Writes beside the file; what it returns puts that in the file's place. Durable once that has returned. */
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
    // Not JSON is one of the ways not to be a head.
    return null;
  }
}
