import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventHub, serve, type Handlers } from '../../../electron/bridge/crossing/serve.ts';
import { fail } from '../../../electron/bridge/failure.ts';
import { KnownSecrets } from '../../../electron/host/scrub/known-secrets.ts';
import { Sweep, wholeForms } from '../../support/canary/canary.ts';
import { failureOf, openTestHost, saveOwn, mockOf, type TestHost } from '../../support/host.ts';

const key = 'sk_live_canary-4711';

describe('across the bridge', () => {
  const about = { version: '', shell: 'browser' as const };
  const shellOf = (own: object, secrets?: KnownSecrets) =>
    serve(
      { 'app.about': async () => about, ...own } as unknown as Handlers,
      eventHub(secrets),
      expect.fail,
      secrets,
    );

  test('no form of a secret gets, wherever it stands, in a value, a failure or an event; without the scrub all do', async () => {
    const secrets = new KnownSecrets();
    const keys = fc
      .stringMatching(/^[\x21-\x7e]{12,60}$/)
      .filter((own) => new Set(own).size > 9 && !/^[a-z-]+$/.test(own));
    const text = fc.string({ maxLength: 20 });
    const claim = fc.asyncProperty(
      keys,
      text,
      text,
      fc.nat(),
      fc.nat(3),
      async (own, before, after, nth, at) => {
        secrets.forget();
        secrets.learn([own]);
        const forms = wholeForms(own);
        const said = `${before}${forms[nth % forms.length] ?? own}${after}`;
        const crossed = async (known?: KnownSecrets) => {
          const heard: unknown[] = [];
          const hub = eventHub(known);
          hub.subscribe('keys.changed', (payload) => heard.push(payload));
          hub.publish('keys.changed', { connectionId: said });
          const fails = () => fail({ code: 'refused', tried: 'x', got: said, field: said, traceId: said });
          const own = { 'app.about': async () => (at === 0 ? fails() : { ...about, version: said }) };
          return JSON.stringify([await shellOf(own, known).invoke('app.about', {}), heard]);
        };
        const sees = (crossing: string) => {
          const sweep = new Sweep([own]);
          sweep.look('replies', crossing);
          return sweep.hits;
        };
        expect(sees(await crossed(secrets))).toEqual([]);
        expect(sees(await crossed())).not.toEqual([]);
      },
    );
    await fc.assert(claim, { numRuns: 300, seed: 20_261_121 });
  });

  test('a secret in an input is refused, but by the calls that are there to take one', async () => {
    const secrets = new KnownSecrets();
    secrets.learn([key]);
    const taken = vi.fn(async () => ({}));
    const bridge = shellOf({ 'shell.takeLink': taken, 'timeline.clear': taken, 'keys.put': taken }, secrets);
    const connectionId = key;
    expect(await bridge.invoke('timeline.clear', { connectionId })).toHaveProperty('failure.code', 'invalid');
    expect(taken).not.toHaveBeenCalled();
    await bridge.invoke('keys.put', { connectionId: 'one', secrets: { apiKey: key } }).catch(() => undefined);
    expect(taken).toHaveBeenCalledOnce();
  });

  test('the only reply with a secret is that of taking a minted token', async () => {
    const secrets = new KnownSecrets();
    secrets.learn([key]);
    const reply = { token: key, clearsAfter: 30 };
    const bridge = shellOf(
      { 'tokens.take': async () => reply, 'app.about': async () => ({ ...about, version: key }) },
      secrets,
    );
    expect(await bridge.invoke('tokens.take', { tokenId: 'one' })).toEqual({ ok: true, value: reply });
    expect(JSON.stringify(await bridge.invoke('app.about', {}))).not.toContain(key);
  });
});

let testHost: TestHost;
beforeEach(async () => void (testHost = await openTestHost()));
afterEach(() => testHost.close());

test('a server that names a device after the key it was asked with shows it nowhere', async () => {
  const mock = mockOf(testHost, 'nest-sessions');
  const secret = Object.values(mock.access.secrets)[0] ?? '';
  expect(secret.length).toBeGreaterThan(7);
  const given = [secret, Buffer.from(`x${secret}`).toString('base64'), encodeURIComponent(secret)];
  const rows = mock.db.getState()['sessions'] as { deviceInfo: string }[];
  for (const row of rows) row.deviceInfo = `Canary device ${given.join(' ')}`;
  const connectionId = await saveOwn(testHost, mock);
  const { sessions } = await testHost.bridge('sessions.list', { connectionId, filters: {} });
  expect(JSON.stringify(sessions)).toContain('Canary device');
  expect(JSON.stringify(sessions)).toContain('[redacted]');
  for (const form of given) expect(JSON.stringify(sessions)).not.toContain(form.slice(2, -2));
});

test('what a person pastes by mistake is not kept: a key in the reason, or in the name of a connection', async () => {
  const mock = mockOf(testHost, 'nest-sessions');
  const connectionId = await saveOwn(testHost, mock);
  const secret = mock.access.secrets['accessToken'] ?? '';
  const { sessions } = await testHost.bridge('sessions.list', { connectionId, filters: {} });
  const sessionIds = sessions.slice(0, 1).map(({ id }) => id);
  const { id: planId } = await testHost.bridge('revocation.plan', {
    connectionId,
    scope: 'selected',
    sessionIds,
  });
  const said = { planId, name: '', reason: `see ${secret}`, currentUnknown: true, sendNow: true };
  expect((await failureOf(testHost.bridge('revocation.confirm', said))).code).toBe('invalid');
  const [own] = (await testHost.bridge('connections.list', {})).filter(({ id }) => id === connectionId);
  const { kind, ...draft } = own ?? expect.fail('it is not there');
  const renamed = { ...draft, kind: 'development' as const, name: secret.slice(0, 80) };
  expect(kind).toBe('development');
  await testHost.bridge('connections.save', { ...renamed, name: 'still allowed' });
});
