import { expect, test } from 'vitest';
import { KnownSecrets } from '../../../electron/host/scrub/known-secrets.ts';

const key = 'sk_live_canary-4711';

test('a server that sets cookies by the thousand does not make the key forgotten', () => {
  const secrets = new KnownSecrets();
  secrets.learn([...Array.from({ length: 3000 }, (_, index) => `cookie-value-${index}`), key]);
  expect(secrets.scrubText(`${key} cookie-value-0`)).toBe('[redacted] cookie-value-0');
});

test('from six characters on it is known, and of a thousand none is forgotten', () => {
  const secrets = new KnownSecrets();
  const cookies = Array.from({ length: 998 }, (_, index) => `cookie-value-${index}`);
  secrets.learn(['4711a', '4711ab', ...cookies]);
  expect(secrets.scrubText('4711a 4711ab')).toBe('4711a [redacted]');
  secrets.learn(['one-more-4711']);
  expect(secrets.scrubText('4711ab one-more-4711')).toBe('[redacted] [redacted]');
  secrets.learn(['and-another-4711']);
  expect(secrets.scrubText('4711ab cookie-value-0')).toBe('4711ab [redacted]');
});

test('one in use is not forgotten for all the cookies of another server, by their number or by their size', () => {
  for (const cookies of [
    Array.from({ length: 3000 }, (_, nth) => `cookie-value-${nth}`),
    Array.from({ length: 200 }, (_, nth) => `${nth}`.padEnd(4096, 'x')),
  ]) {
    const secrets = new KnownSecrets();
    const over = secrets.use([key]);
    const overToo = secrets.use([key]);
    secrets.learn(cookies);
    expect(secrets.scrubText(`${key} ${cookies[0]}`)).toBe(`[redacted] ${cookies[0]}`);
    over();
    over();
    secrets.learn(cookies);
    expect(secrets.scrubText(key)).toBe('[redacted]');
    overToo();
    secrets.learn(cookies);
    expect(secrets.scrubText(key)).toBe(key);
  }
});
