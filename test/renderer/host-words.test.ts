import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adapters } from '../../electron/adapters/index.ts';
import { inPageWords } from '../../renderer/host-words/host-words.ts';
import { getLocale, overwriteGetLocale } from '../../renderer/messages/compiled/runtime.js';

// What an adapter says of its form is English, and the page says it in its own language.

const original = getLocale;
beforeEach(() => overwriteGetLocale(() => 'de'));
afterEach(() => overwriteGetLocale(original));

/** What is the same in both languages. */
const shared = ['Origin', 'Status', 'Proxy', 'API'];

describe.each([...adapters.entries()])('%s', (_, { settings, secrets, filters }) => {
  const said = [...settings, ...secrets, ...filters].flatMap(({ label, help }) => [label, help]);
  test.each(said.filter((text) => text && !shared.includes(text)))('%s', (text) => {
    expect(inPageWords(text)).not.toBe(text);
  });
});

test('what somebody else says stays word for word', () => {
  for (const text of ['User ids are missing, says the server', 'origin', 'x'.repeat(5000)])
    expect(inPageWords(text)).toBe(text);
});

test('in English everything stays as it is', () => {
  overwriteGetLocale(() => 'en');
  for (const { secrets } of adapters.values())
    for (const { label } of secrets) expect(inPageWords(label)).toBe(label);
});
