import { expect, test } from 'vitest';
import { KeyError, type KeyFault, type KeyStore } from '../../../electron/host/keys/keys.ts';

/** The fault that work ends in; throws when it ends in none. */
export async function faultOf(work: Promise<unknown>): Promise<KeyFault> {
  const error = await work.then(
    () => new Error('it did not fail'),
    (caught: unknown) => caught,
  );
  if (error instanceof KeyError) return error.fault;
  throw error;
}

/** What every key store promises. */
export function keyClaims(open: () => KeyStore): void {
  oneKeyClaims(open);
  valueClaims(open);
}

/** The key of a connection is what was written last, and nobody else's. */
function oneKeyClaims(open: () => KeyStore): void {
  test('gives back what was written', async () => {
    const keys = open();
    await keys.write('c1', 'sk_test_value');
    expect(await keys.read('c1')).toBe('sk_test_value');
  });

  test('replaces what was there', async () => {
    const keys = open();
    await keys.write('c1', 'first');
    await keys.write('c1', 'second');
    expect(await keys.read('c1')).toBe('second');
  });

  test('keeps connections apart', async () => {
    const keys = open();
    await keys.write('c1', 'one');
    await keys.write('c2', 'two');
    await keys.remove('c1');
    expect([await keys.read('c1'), await keys.read('c2')]).toEqual([null, 'two']);
  });

  test('has nothing for a connection that never had a key', async () => {
    expect(await open().read('never')).toBeNull();
  });

  test('forgets twice without complaint', async () => {
    const keys = open();
    await keys.write('c1', 'one');
    await keys.remove('c1');
    await keys.remove('c1');
    expect(await keys.read('c1')).toBeNull();
  });
}

/** Which values are kept, and which are refused. */
function valueClaims(open: () => KeyStore): void {
  test('keeps umlauts, emoji and 5,000 characters', async () => {
    const keys = open();
    const value = `grün 🔑 ${'x'.repeat(5000)}`;
    await keys.write('c1', value);
    expect(await keys.read('c1')).toBe(value);
  });

  test.each([
    ['nothing', '', 'invalid'],
    ['a NUL, at which libsecret would cut it off', 'abc\0def', 'invalid'],
    ['half a character', 'abc\ud800', 'invalid'],
    ['more than any key is', 'x'.repeat(300 * 1024), 'too-large'],
  ] as const)('refuses %s, and keeps what was there', async (_, value, fault) => {
    const keys = open();
    await keys.write('c1', 'before');
    expect(await faultOf(keys.write('c1', value))).toBe(fault);
    expect(await keys.read('c1')).toBe('before');
  });
}
