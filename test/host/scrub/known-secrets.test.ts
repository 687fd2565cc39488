import { describe, expect, test, vi } from 'vitest';
import type { CredentialChange } from '../../../electron/host/keys/credential-changes.ts';
import { emptyCredential } from '../../../electron/host/keys/credential.ts';
import { KnownSecrets, learning, scrubFresh, withToken } from '../../../electron/host/scrub/known-secrets.ts';
import type { Realm } from '../../../electron/host/connections/realm.ts';

const key = 'sk_live_canary-4711';

test('a known secret is taken out of data at any depth, in its keys as well; what has none stays the same object', () => {
  const secrets = new KnownSecrets();
  const data = { name: `Device ${key}`, list: [{ [key]: btoa(key) }, 7, null, true], plain: 'Ana' };
  expect(secrets.scrub(data)).toBe(data);
  secrets.learn([key]);
  expect(secrets.scrub(data)).toEqual({
    name: 'Device [redacted]',
    list: [{ '[redacted]': '[redacted]' }, 7, null, true],
    plain: 'Ana',
  });
  const clean = { name: 'Ana', at: 1 };
  expect(secrets.scrub(clean)).toBe(clean);
});

test('a short one stays, and in data one that is a word: our own kinds and states are such', () => {
  const secrets = new KnownSecrets();
  secrets.learn(['abc12', 'development', '']);
  expect(secrets.scrub({ kind: 'development', text: 'abc12' })).toEqual({
    kind: 'development',
    text: 'abc12',
  });
  expect(secrets.scrubText('development abc12')).toBe('[redacted] abc12');
});

test('a key of small letters only is taken out all the same, unless it is a word of ours', () => {
  const secrets = new KnownSecrets();
  const own = ['supersecretdevtoken', 'correct-horse'];
  const words = ['development', 'better-auth', 'demo-clerk', 'key-rejected', 'interrupted', 'sessions'];
  secrets.learn([...own, ...words]);
  expect(secrets.scrub({ kind: words, name: `Device ${own.join(' and ')}` })).toEqual({
    kind: words,
    name: 'Device [redacted] and [redacted]',
  });
});

test('a key of digits is taken out of texts; a number is none, and nothing is refused for one', () => {
  const secrets = new KnownSecrets();
  secrets.learn(['170000']);
  const data = { at: 1_700_001_234, name: 'Device 170000' };
  expect(secrets.scrub(data)).toEqual({ at: 1_700_001_234, name: 'Device [redacted]' });
  expect(secrets.holds({ at: 1_700_001_234 })).toBe(false);
  expect(secrets.holds(data)).toBe(true);
});

test('what JSON writes in another way is found all the same', () => {
  const secrets = new KnownSecrets();
  const odd = 'k"<&>\\4f/ß\u0001x';
  secrets.learn([odd]);
  for (const form of [odd, JSON.stringify(odd), Buffer.from(odd, 'utf16le').toString('latin1').slice(0, -1)])
    expect(JSON.stringify(secrets.scrub({ form }))).toMatch(/^\{"form":"(\\")?\[redacted\](\\")?"\}$/);
});

test('one that was not used for five minutes is forgotten, one that was used meanwhile is not', () => {
  vi.useFakeTimers();
  const secrets = new KnownSecrets();
  secrets.learn(['used-once-4711', 'used-again-4711']);
  vi.advanceTimersByTime(4 * 60_000);
  secrets.learn(['used-again-4711']);
  vi.advanceTimersByTime(60_000);
  expect(secrets.scrubText('used-once-4711 used-again-4711')).toBe('used-once-4711 [redacted]');
  vi.advanceTimersByTime(10 * 60_000);
  expect(secrets.scrubText('used-again-4711')).toBe('used-again-4711');
  vi.useRealTimers();
});

test('however often they are learned, one clock runs for all of them; and none for none', () => {
  vi.useFakeTimers();
  const secrets = new KnownSecrets();
  secrets.learn([]);
  expect(vi.getTimerCount()).toBe(0);
  secrets.learn([key]);
  secrets.learn([key, 'another-4711']);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(20 * 60_000);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test('of a token with its signature the token alone is known as well; of a JWT, whose head is everybody’s, it is not', () => {
  expect(withToken('token4711.signature')).toEqual(['token4711.signature', 'token4711']);
  expect(withToken('plain4711')).toEqual(['plain4711', 'plain4711']);
  expect(withToken('eyJhbGciOiJub25lIn0.e30.x')).toEqual(['eyJhbGciOiJub25lIn0.e30.x']);
  expect(withToken('4711eyJ.signature')).toEqual(['4711eyJ.signature', '4711eyJ']);
  // A handle: the cookie with its name. The name alone, without the token in small letters, is no secret.
  const cookie = 'acme.sid_multi-token4711=Token4711.signature';
  expect(withToken(cookie)).toEqual(['Token4711.signature', 'Token4711']);
  expect(withToken(`${cookie}; other_multi-token4711=Token4711.signature`)).toEqual(withToken(cookie));
  const secrets = new KnownSecrets();
  secrets.learn(withToken(cookie));
  expect(secrets.scrubText(`sent ${cookie}`)).toBe('sent acme.sid_multi-[redacted]=[redacted]');
  expect(withToken('acme.sid_multi-another=Token4711.signature')).toHaveLength(2);
});

test('the key of a connection is known from its first reading, and what is put into it from then on', async () => {
  const place = { id: 'one', baseUrl: 'https://api.test' };
  const credential = { ...emptyCredential('https://api.test'), secrets: { apiKey: `${key}.signature` } };
  const changes: CredentialChange[] = [
    { kind: 'set-secret', name: 'apiKey', value: `${key}.signature` },
    { kind: 'set-cookie', cookie: { key: 'a', value: `${key}.signature` } },
    { kind: 'keep-handle', handle: `${key}.signature`, createdAt: null },
  ];
  const doings = [
    ({ credentials }: Realm) => credentials.read(place),
    ...changes.map((one) => (realm: Realm) => realm.credentials.put(place, [one], false)),
    ...changes.map((one) => (realm: Realm) => realm.credentials.change(place, [one], credential)),
  ];
  for (const doing of doings) {
    const secrets = new KnownSecrets();
    const passedOn: unknown[] = [];
    const pass = async (...given: unknown[]) => passedOn.push(given[1]);
    const credentials = { read: async () => credential, put: pass, change: pass };
    const realm = { list: () => [], credentials } as unknown as Realm;
    expect(secrets.scrubText(key)).toBe(key);
    await doing(learning(secrets, realm));
    expect(secrets.scrubText(`${key} ${key}.signature`)).toBe('[redacted] [redacted]');
    expect(passedOn).toHaveLength(doing === doings[0] ? 0 : 1);
  }
});

test('those of an operation under way are known until it is over, also when all are forgotten meanwhile', () => {
  const secrets = new KnownSecrets();
  const over = secrets.use([key, 'another-4711']);
  secrets.forget();
  expect(secrets.scrubText(`${key} another-4711`)).toBe('[redacted] [redacted]');
  over();
  secrets.forget();
  expect(secrets.scrubText(`${key} another-4711`)).toBe(`${key} another-4711`);
});

test('a word of ours that was forgotten leaves the others known in data', () => {
  const secrets = new KnownSecrets();
  secrets.learn(['development', key]);
  secrets.forget(['development']);
  expect(secrets.scrub({ kind: 'development', name: key })).toEqual({
    kind: 'development',
    name: '[redacted]',
  });
  secrets.forget([key]);
  expect(secrets.holds({ name: key })).toBe(false);
});

test('a cookie that an answer sets is taken out of the rest of it, with its token alone; before there is an answer nothing is', () => {
  const headers = new Headers([
    ['Set-Cookie', 'session=token4711.signature; Path=/'],
    ['Set-Cookie', '='],
  ]);
  const seen: { response: Response | null } = { response: null };
  const scrub = scrubFresh((text) => text.replace('known', '[redacted]'), seen);
  expect(scrub('known token4711')).toBe('[redacted] token4711');
  seen.response = new Response(null, { headers });
  expect(scrub('known token4711.signature token4711 else')).toBe('[redacted] [redacted] [redacted] else');
});

test('what is forgotten is scrubbed no more', () => {
  const secrets = new KnownSecrets();
  secrets.learn([key, 'another-4711']);
  secrets.forget([key]);
  expect(secrets.scrubText(`${key} another-4711`)).toBe(`${key} [redacted]`);
  secrets.forget();
  expect(secrets.scrubText('another-4711')).toBe('another-4711');
});

describe('an object that is kept', () => {
  const city = 'the canary of a later key';

  test('is searched again once another secret is known', () => {
    const secrets = new KnownSecrets();
    const kept = secrets.scrubKept({ city });
    // The control: nothing is known yet, so nothing is found.
    expect(secrets.scrub(kept)).toBe(kept);
    secrets.learn([city]);
    expect(secrets.holds([kept])).toBe(true);
    expect(secrets.scrub({ sessions: [kept] })).toEqual({ sessions: [{ city: '[redacted]' }] });
  });

  test('has no secret that was known before, and cannot be given one', () => {
    const secrets = new KnownSecrets();
    secrets.learn([city]);
    const kept: { city: string } = secrets.scrubKept({ city });
    expect(kept).toEqual({ city: '[redacted]' });
    expect(() => (kept.city = city)).toThrow(TypeError);
  });
});
