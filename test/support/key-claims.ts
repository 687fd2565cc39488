import { expect, test } from 'vitest';
import type { KeyStore } from '../../electron/host/keys.ts';

/** What every key store promises. */
export function keyClaims(open: () => KeyStore): void {
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

  test('keeps umlauts, emoji and 5,000 characters', async () => {
    const keys = open();
    const value = `grün 🔑 ${'x'.repeat(5000)}`;
    await keys.write('c1', value);
    expect(await keys.read('c1')).toBe(value);
  });
}
