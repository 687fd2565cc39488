import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../electron/bridge/session.ts';
import { operations, type Subject } from '../../scripts/operation-table.ts';
import { failureOf, openTestHost, mockOf, type TestHost } from '../support/host.ts';
import { openSubject } from '../support/subject.ts';

// What is odd about Clerk.

let app: TestHost;
let subject: Subject;
beforeEach(async () => {
  app = await openTestHost();
  subject = await openSubject(app, 'clerk');
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
});

type Row = Record<string, unknown>;
const rows = () => (mockOf(app, 'clerk').db.getState() as { sessions: Row[] }).sessions;
const list = (filters: Record<string, string>) =>
  app.bridge('sessions.list', { connectionId: subject.connectionId, filters });
const oldest = ({ sessions }: { sessions: Session[] }) =>
  sessions.map(({ createdAt }) => createdAt ?? 0).at(-1);

describe('the list', () => {
  test('of 1,201 sessions of one user is read in pages of 500, to the end', async () => {
    const [first] = rows();
    const more = Array.from({ length: 1200 }, (_, index) => ({
      ...first,
      id: `sess_more${index}`,
      user_id: 'user_many',
    }));
    rows().push(...more, { ...first, id: 'sess_a', user_id: 'user_many' });
    const { requests } = mockOf(app, 'clerk');
    const before = requests.length;
    const page = await list({ userId: 'user_many' });
    expect(page).toMatchObject({ total: 1201, unreadable: 0, notes: [] });
    expect(page.sessions).toHaveLength(1201);
    const offsets = requests
      .slice(before)
      .map(({ path }) => new URL(path, 'http://x').searchParams.get('offset'));
    expect(offsets).toEqual(['0', '500', '1000']);
  });

  test('of several users holds the sessions of each, once', async () => {
    const users = [...new Set(rows().map((row) => String(row['user_id'])))].slice(0, 5);
    const page = await list({ userId: [...users, users[0]].join(', ') });
    const expected = rows().filter((row) => users.includes(String(row['user_id'])));
    expect(page.sessions).toHaveLength(expected.length);
    expect(new Set(page.sessions.map(({ user }) => user.id))).toEqual(new Set(users));
  });

  test('of a client, and of one status, is asked for as such', async () => {
    const [first] = rows();
    const page = await list({ userId: '', clientId: String(first?.['client_id']), status: 'active' });
    expect(page.sessions.length).toBeGreaterThan(0);
    expect(new Set(page.sessions.map(({ extra, status }) => `${extra['client_id']} ${status}`)).size).toBe(1);
  });

  test('of nobody in particular is not asked for', async () => {
    const { requests } = mockOf(app, 'clerk');
    const before = requests.length;
    expect(await failureOf(list({ userId: ' ', clientId: '', status: 'active' }))).toMatchObject({
      code: 'invalid',
      field: 'userId',
    });
    expect(requests).toHaveLength(before);
  });

  test('keeps a status that nobody has heard of as the API gave it', async () => {
    const [first] = rows();
    if (first) first['status'] = 'hibernating';
    const page = await list({ userId: String(first?.['user_id']) });
    expect(page.sessions.find(({ nativeId }) => nativeId === first?.['id'])).toMatchObject({
      status: 'unknown',
      statusGiven: 'hibernating',
    });
  });

  test('takes unknown fields and dates that are none without a word', async () => {
    const [first] = rows();
    if (first)
      Object.assign(first, { surprise: { deep: [1] }, last_active_at: 'yesterday', latest_activity: 'none' });
    const page = await list({ userId: String(first?.['user_id']) });
    expect(page.unreadable).toBe(0);
    expect(page.sessions.find(({ nativeId }) => nativeId === first?.['id'])).toMatchObject({
      lastActiveAt: null,
      ip: null,
    });
    expect(oldest(page)).toBeGreaterThan(0);
  });
});

describe('verifying', () => {
  const verify = (token: string) =>
    app.bridge('sessions.verify', {
      connectionId: subject.connectionId,
      sessionId: subject.sessionId,
      token,
    });

  test('with the session’s own token asks the API to verify it', async () => {
    expect(await verify(subject.sessionToken)).toMatchObject({
      method: 'verify',
      state: 'active',
      verifyRetired: false,
    });
  });

  test('without a token reads the session', async () => {
    expect(await verify('')).toMatchObject({ method: 'get', state: 'active', statusGiven: 'active' });
  });

  test('with a wrong token says what the API says of it, and does not repeat it', async () => {
    const failed = await failureOf(verify('eyJhbGciOiJub25lIn0.canary-5d1e.sig'));
    expect(failed).toMatchObject({ code: 'refused', status: 400 });
    expect(JSON.stringify(failed)).not.toContain('canary-5d1e');
  });
});

describe('a token from a template', () => {
  const mint = (template: string, expiresInSeconds: number | null) => {
    const { connectionId, sessionId } = subject;
    return app.bridge('tokens.mint', { connectionId, sessionId, template, expiresInSeconds });
  };

  test('is decoded, and handed out once', async () => {
    const minting = Date.now();
    const minted = await mint('supabase', 120);
    expect(minted.header).toMatchObject({ typ: 'JWT' });
    expect(minted.expiresAt).toBeGreaterThan(minting + 60_000);
    const { token } = await app.bridge('tokens.take', { tokenId: minted.tokenId });
    if (token === null) throw new Error('a browser tab puts it on the clipboard itself');
    expect(token.split('.')).toHaveLength(3);
    expect(Buffer.byteLength(token)).toBe(minted.bytes);
    expect(await failureOf(app.bridge('tokens.take', { tokenId: minted.tokenId }))).toMatchObject({
      code: 'not-found',
    });
  });

  test('that does not exist is named in the API’s words', async () => {
    expect(await failureOf(mint('no-such-template', null))).toMatchObject({ code: 'not-found', status: 404 });
  });
});

test('all five operations of the document are in the table', () => {
  expect(operations.filter(({ api }) => api === 'clerk')).toHaveLength(5);
});
