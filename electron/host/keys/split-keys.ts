import { createHash } from 'node:crypto';
import { z } from 'zod';
import { assertStorable, KeyError, type KeyStore } from './keys.ts';

/** Windows limits one credential to 2,560 bytes (wincred.h, CRED_MAX_CREDENTIAL_BLOB_SIZE). */
export const windowsLimit = 2560;

/** Stored in place of a split value: the number of its parts, their letter, and the hash of the whole value. */
const Head = z.strictObject({
  split: z.literal(1),
  letter: z.enum(['a', 'b']),
  parts: z.int().min(1).max(1000),
  sha256: z.string(),
});
type Head = z.infer<typeof Head>;

/**
 * A key store that splits long values into items of at most `limit` bytes. It writes the parts of a new value beside the
 * old ones, then changes one item, the head, to name the new parts. So a crash at any point leaves the old value or the
 * new one, never a mixture.
 */
export function splitKeys(keys: KeyStore, limit: number): KeyStore {
  async function headOf(id: string): Promise<{ text: string | null; head: Head | null }> {
    const text = await keys.read(id);
    return { text, head: text === null ? null : readHead(text) };
  }

  return {
    kind: keys.kind,
    async read(id) {
      const { text, head } = await headOf(id);
      return head ? readParts(keys, id, head) : text;
    },
    async write(id, value) {
      assertStorable(value, 'saving the key');
      const { head: old } = await headOf(id);
      // A short value that looks like a head is split as well, so that it is not taken for one.
      if (Buffer.byteLength(value) <= limit && readHead(value) === null) await keys.write(id, value);
      else {
        const letter = old?.letter === 'a' ? 'b' : 'a';
        const parts = cut(value, limit);
        for (const [index, part] of parts.entries()) await keys.write(nameOf(id, letter, index), part);
        const head: Head = { split: 1, letter, parts: parts.length, sha256: hash(value) };
        await keys.write(id, JSON.stringify(head));
        await removeParts(keys, id, letter, parts.length);
      }
      if (old) await removeParts(keys, id, old.letter);
    },
    async remove(id) {
      await keys.remove(id);
      // Includes parts that an interrupted write or removal left behind.
      for (const letter of ['a', 'b']) await removeParts(keys, id, letter);
    },
  };
}

function nameOf(id: string, letter: string, index: number): string {
  return `${id}.${letter}${index}`;
}

/** Cuts the base64 form of a value into texts of at most `limit` bytes. */
function cut(value: string, limit: number): string[] {
  return (
    Buffer.from(value)
      .toString('base64')
      .match(new RegExp(`.{1,${limit}}`, 'g')) ?? []
  );
}

/** Joins the parts that the head names. Throws KeyError when one is missing or was changed. */
async function readParts(keys: KeyStore, id: string, { letter, parts, sha256 }: Head): Promise<string> {
  const texts: string[] = [];
  for (let index = 0; index < parts; index += 1)
    texts.push((await keys.read(nameOf(id, letter, index))) ?? '');
  const whole = Buffer.from(texts.join(''), 'base64').toString();
  if (hash(whole) !== sha256) throw new KeyError('corrupt', 'reading the key');
  return whole;
}

/** Removes the parts from `from` on, last first, so that an interrupted removal leaves no gap and can be resumed. */
async function removeParts(keys: KeyStore, id: string, letter: string, from = 0): Promise<void> {
  let end = from;
  while ((await keys.read(nameOf(id, letter, end))) !== null) end += 1;
  while (end > from) await keys.remove(nameOf(id, letter, (end -= 1)));
}

function readHead(text: string): Head | null {
  if (!text.startsWith('{"split":')) return null;
  try {
    return Head.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Another text with the same beginning; the parser's message would quote it.
    return null;
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
