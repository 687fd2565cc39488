import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditAction, AuditEntry } from '../../../electron/bridge/audit.ts';
import type { Method } from '../../../electron/bridge/contract.ts';
import { formsOf } from '../../../electron/host/scrub/secret-forms.ts';
import { headOf, rows } from '../../support/data/audit.ts';
import { failureOf, openTestHost, saveOwn, type TestHost, mockOf } from '../../support/host.ts';
import { openSubject } from '../../support/subject.ts';

let app: TestHost;

beforeEach(async () => {
  app = await openTestHost();
});
afterEach(() => app.close());

async function entries(): Promise<AuditEntry[]> {
  const filter = { text: '', action: null, connectionId: null };
  const page = await app.bridge('audit.list', { filter, before: null, limit: 1000 });
  return page.entries.toReversed();
}
const of = async (action: AuditAction) => (await entries()).filter((entry) => entry.action === action);
const outcomes = async (action: AuditAction) => (await of(action)).map(({ outcome }) => outcome);

/** Makes the audit log unable to write, by a folder where its head is to be written. */
function block(): () => void {
  const inTheWay = `${headOf(app)}.${process.pid}.tmp`;
  mkdirSync(inTheWay);
  return () => {
    rmdirSync(inTheWay);
  };
}

describe('recorded is', () => {
  test('a connection that is added, changed and removed, with what it was', async () => {
    const connectionId = await saveOwn(app, mockOf(app, 'clerk'));
    const [connection] = (await app.bridge('connections.list', {})).filter(({ id }) => id === connectionId);
    if (!connection) throw new Error('it was not saved');
    await app.bridge('connections.save', { ...connection, kind: 'production' });
    await app.bridge('connections.remove', { connectionId });
    expect(await outcomes('connection.saved')).toEqual(['added', 'changed']);
    expect((await of('connection.saved'))[1]).toMatchObject({
      connectionKind: 'production',
      details: { before: { kind: 'development' }, now: { kind: 'production' } },
    });
    expect(await of('connection.removed')).toMatchObject([{ connectionId, connectionName: 'own clerk' }]);
    expect(await app.bridge('audit.verify', {})).toMatchObject({ state: 'whole', entries: 4 });
  });

  test('a key that is saved, by its fields, and one that is forgotten', async () => {
    const connectionId = await saveOwn(app, mockOf(app, 'clerk'));
    await app.bridge('keys.forget', { connectionId });
    expect(await of('key.saved')).toMatchObject([{ outcome: 'saved', details: { fields: ['secretKey'] } }]);
    expect(await outcomes('key.forgotten')).toEqual(['forgotten']);
  });

  test('a switch before it is sent, and its verdict after', async () => {
    const { connectionId, sessionId } = await openSubject(app, 'better-auth');
    await app.bridge('sessions.switch', { connectionId, sessionId });
    expect(await outcomes('session.switched')).toEqual(['asked for', 'switched']);
    expect((await of('session.switched'))[1]?.details).toMatchObject({ verdict: 'switched' });
  });

  test('an act that fails, with why', async () => {
    const { connectionId, sessionId } = await openSubject(app, 'clerk');
    const { behaviour, errorStatuses } = mockOf(app, 'clerk');
    for (const name of Object.keys(errorStatuses)) behaviour.refuse[name] = { status: 401, times: 9 };
    const mint = { connectionId, sessionId, template: 'supabase', expiresInSeconds: 60 };
    expect(await failureOf(app.bridge('tokens.mint', mint))).toMatchObject({ code: 'key-rejected' });
    expect(await outcomes('token.minted')).toEqual([
      'asked for',
      expect.stringMatching(/^failed: key-rejected: /),
    ]);
  });

  test('a sign-in by QR code, and a push with its reason and whom it asks', async () => {
    const { connectionId } = await openSubject(app, 'nextauth');
    await app.bridge('signIn.qr', { connectionId });
    expect(await of('sign-in.started')).toHaveLength(2);
    const target = { kind: 'user', userId: 'alice' } as const;
    const { pushId } = await app.bridge('signIn.preparePush', {
      connectionId,
      target,
      reason: 'Shift change',
    });
    await app.bridge('signIn.push', { connectionId, pushId });
    expect(await of('push.sent')).toMatchObject([
      { outcome: 'asked for', reason: 'Shift change', details: { target } },
      { outcome: 'sent', reason: 'Shift change' },
    ]);
  });
});

describe('a log that cannot be written', () => {
  test('keeps what would change a server from being sent, until it can', async () => {
    const { connectionId, sessionId } = await openSubject(app, 'better-auth');
    const { requests } = mockOf(app, 'better-auth');
    const sent = requests.length;
    const unblock = block();
    const failed = await failureOf(app.bridge('sessions.switch', { connectionId, sessionId }));
    expect(failed).toMatchObject({ code: 'not-recorded', next: 'free-disk' });
    expect(failed.got).toContain('nothing was sent');
    expect(requests.length).toBe(sent);
    unblock();
    await app.bridge('sessions.switch', { connectionId, sessionId });
    expect(requests.length).toBeGreaterThan(sent);
  });

  test('keeps a push from being sent, and does not count it', async () => {
    const { connectionId } = await openSubject(app, 'nextauth');
    const prepare = () => {
      const target = { kind: 'user', userId: 'alice' } as const;
      return app.bridge('signIn.preparePush', { connectionId, target, reason: '' });
    };
    const { pushId, triesLeft } = await prepare();
    const unblock = block();
    expect(await failureOf(app.bridge('signIn.push', { connectionId, pushId }))).toMatchObject({
      code: 'not-recorded',
    });
    unblock();
    expect((await prepare()).triesLeft).toBe(triesLeft);
  });

  test('does not hide that a key or a connection was changed', async () => {
    const connectionId = await saveOwn(app, mockOf(app, 'clerk'));
    const unblock = block();
    const forgetting = await failureOf(app.bridge('keys.forget', { connectionId }));
    expect(forgetting).toMatchObject({ code: 'not-recorded' });
    expect(forgetting.got).toContain('the key is forgotten all the same');
    const removing = await failureOf(app.bridge('connections.remove', { connectionId }));
    expect(removing.got).toContain('the connection is removed all the same');
    unblock();
    const ids = (await app.bridge('connections.list', {})).map(({ id }) => id);
    expect(ids).not.toContain(connectionId);
  });
});

test('every entry is announced', async () => {
  let told = 0;
  app.host.subscribe('audit.changed', () => (told += 1));
  await saveOwn(app, mockOf(app, 'clerk'));
  expect(told).toBe((await entries()).length);
  expect(told).toBe(2);
});

describe('no secret enters', () => {
  const password = 'canary-password-9d21';
  /** All of these must have come about, or the search is over too little. */
  const acts = [
    ...['connection.saved: added', 'key.saved: saved', 'session.switched: switched', 'token.minted: minted'],
    ...['sign-in.started: waiting for a phone to scan the code', 'push.sent: sent'],
  ];

  async function useEverything(api: string): Promise<string[]> {
    const connectionId = await saveOwn(app, mockOf(app, api));
    const { filters, secrets } = mockOf(app, api).access;
    const call = async (method: Method, input: object) => {
      const reply = await app.host.invoke(method, { connectionId, ...input });
      return reply.ok ? (reply.value as Record<string, unknown>) : {};
    };
    const page = (await call('sessions.list', { filters })) as {
      sessions?: { id: string; status: string }[];
    };
    const sessionId = page.sessions?.find(({ status }) => status === 'active')?.id ?? '';
    await call('keys.signIn', { email: 'nobody@example.com', password });
    await call('sessions.switch', { sessionId });
    const minted = await call('tokens.mint', { sessionId, template: 'supabase', expiresInSeconds: 60 });
    const taken = await app.host.invoke('tokens.take', { tokenId: String(minted['tokenId']) });
    await call('signIn.qr', {});
    const target = { kind: 'user', userId: 'alice' };
    const { pushId } = await call('signIn.preparePush', { target, reason: 'Shift change' });
    await call('signIn.push', { pushId });
    const token = taken.ok ? (taken.value as { token: string }).token : '';
    const nonces = mockOf(app, api).requests.map(({ headers }) => headers['x-nonce'] ?? '');
    const cookies = (secrets['cookies'] ?? '').split('; ').map((pair) => pair.slice(pair.indexOf('=') + 1));
    const given = Object.entries(secrets).flatMap(([name, value]) =>
      name === 'cookies' ? [] : value.split(/\s+/),
    );
    return [...given, ...cookies, ...nonces, token, password].filter((secret) => secret.length > 5);
  }

  test('with any act on any API, and a planted one would have been found', async () => {
    const secrets = (await Promise.all([...app.mock.apis.keys()].map(useEverything))).flat();
    expect(new Set(secrets).size).toBeGreaterThan(8);
    const store = new DatabaseSync(join(app.folder, 'sessiondeck.db'), { readOnly: true });
    const text = JSON.stringify(rows(store));
    store.close();
    const hits = (values: string[]) => values.flatMap(formsOf).filter((form) => text.includes(form));
    expect(hits(secrets)).toEqual([]);
    for (const known of ['own clerk', 'supabase', 'Shift change']) expect(hits([known])).not.toEqual([]);
    const done = (await entries()).map(({ action, outcome }) => `${action}: ${outcome}`);
    expect(done).toEqual(expect.arrayContaining(acts));
  });
});
