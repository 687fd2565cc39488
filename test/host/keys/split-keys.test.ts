import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeyError, memoryKeys, type KeyStore } from '../../../electron/host/keys/keys.ts';
import { splitKeys } from '../../../electron/host/keys/split-keys.ts';
import { faultOf, keyClaims } from '../../support/keys/key-claims.ts';

const limit = 64;

/** A key store that takes no more bytes than Windows would, and may be cut off before any of its writes. */
function narrow(items: Map<string, string>, cut = { after: Infinity }): KeyStore {
  const step = () => {
    cut.after -= 1;
    if (cut.after < 0) throw new Error('cut off');
  };
  return {
    kind: 'keychain',
    read: async (id) => items.get(id) ?? null,
    async write(id, value) {
      step();
      if (Buffer.byteLength(value) > limit * 3) throw new KeyError('too-large', 'saving the key');
      items.set(id, value);
    },
    async remove(id) {
      step();
      items.delete(id);
    },
  };
}

describe('a key store that splits', () => {
  keyClaims(() => splitKeys(memoryKeys(), limit));
});

test('without it, what is too long is refused: the claims here can fail', async () => {
  const keys = narrow(new Map());
  expect(await faultOf(keys.write('c1', 'x'.repeat(limit * 3 + 1)))).toBe('too-large');
  await splitKeys(keys, limit).write('c1', 'x'.repeat(limit * 3 + 1));
});

test('whatever was kept before, nothing of it is left once it is forgotten', async () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(lengths, async (written) => {
      const items = new Map<string, string>();
      const keys = splitKeys(narrow(items), limit);
      for (const length of written) {
        await keys.write('c1', 'k'.repeat(length));
        expect(await keys.read('c1')).toBe('k'.repeat(length));
      }
      await keys.remove('c1');
      expect([...items]).toEqual([]);
    }),
    { numRuns: 300, seed: 20_261_121 },
  );
});

test('cut off at any point, the old value or the new one is there, whole', async () => {
  for (const [before, after] of [
    ['old', 'n'.repeat(300)],
    ['o'.repeat(300), 'new'],
    ['o'.repeat(300), 'n'.repeat(400)],
  ] as const) {
    for (let step = 0; step < 20; step += 1) {
      const items = new Map<string, string>();
      await splitKeys(narrow(items), limit).write('c1', before);
      await splitKeys(narrow(items, { after: step }), limit)
        .write('c1', after)
        .catch(() => undefined);
      expect([before, after]).toContain(await splitKeys(narrow(items), limit).read('c1'));
    }
  }
});

test('cut off at any point of its life, nothing of it is left once it is forgotten', async () => {
  const long = ['o'.repeat(400), 'n'.repeat(200), 'short', 'm'.repeat(300)];
  for (let step = 0; step < 60; step += 1) {
    const items = new Map<string, string>();
    const cut = splitKeys(narrow(items, { after: step }), limit);
    for (const value of long) await cut.write('c1', value).catch(() => undefined);
    await cut.remove('c1').catch(() => undefined);
    const keys = splitKeys(narrow(items), limit);
    if (step % 2) await keys.write('c1', 'p'.repeat(250));
    await keys.remove('c1');
    expect([...items], `step ${step}`).toEqual([]);
  }
});

test('a part that is gone or another is told, and never made up for', async () => {
  for (const damage of [
    (items: Map<string, string>) => items.delete('c1.a1'),
    (items: Map<string, string>) => items.set('c1.a0', 'AAAA'),
  ]) {
    const items = new Map<string, string>();
    const keys = splitKeys(narrow(items), limit);
    await keys.write('c1', 'k'.repeat(300));
    damage(items);
    expect(await faultOf(keys.read('c1'))).toBe('corrupt');
  }
});

test('a value that reads like what names the parts comes back as it was', async () => {
  const keys = splitKeys(memoryKeys(), 4096);
  const value = JSON.stringify({ split: 1, letter: 'a', parts: 2, sha256: 'x' });
  await keys.write('c1', value);
  expect(await keys.read('c1')).toBe(value);
});
