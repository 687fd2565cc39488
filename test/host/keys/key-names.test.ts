import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openKeychain } from '../../../electron/host/keys/keychain.ts';
import type { KeytarCalls } from '../../../electron/host/keys/keytar-keys.ts';
import { openTestHost, mockOf } from '../../support/host.ts';
import { keytarLike } from '../../support/keys/keytar-like.ts';

// Windows finds an item by `service/account`, in either case. No two keys may meet there, whatever a person calls them.

const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ours = new RegExp(
  `^Sessiondeck/(${uuid}(\\.[ab]\\d+)?|(run|probe)-${uuid}|audit-(head|tail)-[0-9a-f]{16})$`,
);

test('an item is named after a random id and never by a person, and no two keys share one', async () => {
  const items = new Map<string, string>();
  const whole = keytarLike({}, items);
  const targets = new Set<string>();
  const setPassword: KeytarCalls['setPassword'] = (service, account, value) => {
    targets.add(`${service}/${account}`);
    return whole.setPassword(service, account, value);
  };
  const keychain = await openKeychain(() => Promise.resolve({ ...whole, setPassword }), 'win32');
  const app = await openTestHost({ keychain });
  const { baseUrl, access } = mockOf(app, 'clerk');
  const odd = fc.constantFrom(
    'Sessiondeck',
    'Sessiondeck/x',
    '../x',
    'a/b',
    'A/b',
    'probe-x',
    'run-x',
    '🔑.a0',
  );
  const name = fc.oneof(
    odd,
    fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim() !== ''),
  );
  const names = fc.sample(name, { numRuns: 14, seed: 20_261_121 });
  for (const [index, own] of names.entries()) {
    const before = new Set(items.keys());
    const draft = { id: null, api: 'clerk', kind: 'development', colour: 'blue', baseUrl } as const;
    const { settings, filters } = access;
    const { id } = await app.bridge('connections.save', { ...draft, name: own, settings, filters });
    // Every other one is so long that Windows takes it in parts only.
    const secretKey = `sk_test_${'k'.repeat(index % 2 ? 3000 : 20)}_${index}`;
    await app.bridge('keys.put', { connectionId: id, secrets: { secretKey } });
    const added = [...items.keys()].filter((item) => !before.has(item) && !item.startsWith('audit-'));
    expect(added.length).toBe(index % 2 ? 3 : 1);
    expect(added.every((item) => item.startsWith(id))).toBe(true);
    expect(await app.bridge('keys.status', { connectionId: id })).toMatchObject({ state: 'saved' });
  }
  expect([...targets].filter((target) => !ours.test(target))).toEqual([]);
  expect(new Set([...targets].map((target) => target.toLowerCase())).size).toBe(targets.size);
  expect(targets.size).toBeGreaterThan(30);
  await app.close();
});

test('an id is not the person’s to choose: one that there is not is refused, and no item is made', async () => {
  const items = new Map<string, string>();
  const app = await openTestHost({ keychain: await openKeychain(async () => keytarLike({}, items)) });
  const draft = {
    api: 'clerk',
    name: 'x',
    kind: 'development',
    colour: 'blue',
    settings: {},
    filters: {},
  } as const;
  const baseUrl = 'https://api.example.com';
  for (const id of ['../x', 'a/b', 'audit-head-0', crypto.randomUUID()]) {
    const reply = await app.host.invoke('connections.save', { ...draft, id, baseUrl });
    expect(reply).toMatchObject({ ok: false, failure: { code: 'not-found' } });
    const put = await app.host.invoke('keys.put', {
      connectionId: id,
      secrets: { secretKey: 'sk_test_4711' },
    });
    expect(put).toMatchObject({ ok: false, failure: { code: 'not-found' } });
  }
  expect([...items]).toEqual([]);
  await app.close();
});
