import { afterEach, beforeEach, expect, test } from 'vitest';
import { KnownSecrets } from '../electron/host/known-secrets.ts';
import { openTestHost, saveOwn, witnessOf, type TestHost } from './support/host.ts';

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

test('a short one is a word, and stays', () => {
  const secrets = new KnownSecrets();
  secrets.learn(['session', '']);
  expect(secrets.scrub({ text: 'session' })).toEqual({ text: 'session' });
});

let desk: TestHost;
beforeEach(async () => void (desk = await openTestHost()));
afterEach(() => desk.close());

test('a server that names a device after the key it was asked with shows it nowhere', async () => {
  const witness = witnessOf(desk, 'nest-sessions');
  const secret = Object.values(witness.access.secrets)[0] ?? '';
  expect(secret.length).toBeGreaterThan(7);
  const given = [secret, Buffer.from(`x${secret}`).toString('base64'), encodeURIComponent(secret)];
  const rows = witness.db.getState()['sessions'] as { deviceInfo: string }[];
  for (const row of rows) row.deviceInfo = `Canary device ${given.join(' ')}`;
  const connectionId = await saveOwn(desk, witness);
  const { sessions } = await desk.bridge('sessions.list', { connectionId, filters: {} });
  expect(JSON.stringify(sessions)).toContain('Canary device');
  expect(JSON.stringify(sessions)).toContain('[redacted]');
  for (const form of given) expect(JSON.stringify(sessions)).not.toContain(form.slice(2, -2));
});
