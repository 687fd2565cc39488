import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import type { SignInAttempt } from '../../../electron/bridge/sign-in.ts';
import type { Phone } from '../../../mock-server/index.ts';
import type { Subject } from '../../../scripts/operation-table.ts';
import { endSessions } from '../../../scripts/end-sessions.ts';
import { failureOf, openTestHost, mockOf, type TestHost } from '../../support/host.ts';
import { openSubject } from '../../support/subject.ts';

let app: TestHost;
let subject: Subject;
let phone: Phone;

beforeEach(async () => {
  app = await openTestHost();
  subject = await openSubject(app, 'nextauth');
  const found = mockOf(app, 'nextauth').phone;
  if (!found) throw new Error('the mock server has no phone');
  phone = found;
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
});

const check = ({ attemptId }: SignInAttempt) =>
  app.bridge('signIn.check', { connectionId: subject.connectionId, attemptId });
const startQr = () => app.bridge('signIn.qr', { connectionId: subject.connectionId });
const newest = () => phone.pending().findLast(({ kind }) => kind === 'push')?.id ?? 0;
async function sessionCount(): Promise<number> {
  const { connectionId } = subject;
  return (await app.bridge('sessions.list', { connectionId, filters: {} })).sessions.length;
}

async function push(target: Target): Promise<SignInAttempt> {
  const { connectionId } = subject;
  const { pushId } = await app.bridge('signIn.preparePush', { connectionId, target, reason: 'A test' });
  return app.bridge('signIn.push', { connectionId, pushId });
}
type Target =
  | { kind: 'session'; sessionId: string }
  | { kind: 'account'; accountId: string }
  | { kind: 'user'; userId: string };

describe('by QR code', () => {
  test('the phone reads the code, confirms, and the session is in the list', async () => {
    const before = await sessionCount();
    const attempt = await startQr();
    expect(attempt).toMatchObject({ phase: 'waiting', asExpected: null });
    const login = phone.idOf(attempt.payload ?? '');
    phone.scan(login);
    phone.confirm(login, { userid: 'alice' });
    expect(await check(attempt)).toMatchObject({ phase: 'signed-in', userId: 'alice' });
    expect(await sessionCount()).toBe(before + 1);
  });

  test('every attempt has a nonce of its own, which the page never sees', async () => {
    const attempts = [await startQr(), await startQr()];
    const nonces = mockOf(app, 'nextauth').requests.map(({ headers }) => headers['x-nonce'] ?? '');
    const fresh = new Set(nonces.slice(-2));
    expect(phone.pending().length).toBeGreaterThanOrEqual(2);
    expect(new Set(attempts.map(({ payload }) => payload)).size).toBe(2);
    for (const nonce of fresh) expect(JSON.stringify(attempts)).not.toContain(nonce);
  });

  test('a cancelled attempt can no longer be checked', async () => {
    const { attemptId } = await startQr();
    await app.bridge('signIn.cancel', { connectionId: subject.connectionId, attemptId });
    const checking = app.bridge('signIn.check', { connectionId: subject.connectionId, attemptId });
    expect(await failureOf(checking)).toMatchObject({ code: 'not-found' });
  });

  test('the picture is the server’s own, a PNG', async () => {
    const { connectionId } = subject;
    const { attemptId } = await startQr();
    const { png } = await app.bridge('signIn.picture', { connectionId, attemptId, size: 200 });
    expect(Buffer.from(png, 'base64').subarray(1, 4).toString()).toBe('PNG');
  });
});

describe('by push', () => {
  test('what the phone gets is exactly what was shown before', async () => {
    const { connectionId } = subject;
    const target = { kind: 'user', userId: 'alice' } as const;
    const prepared = await app.bridge('signIn.preparePush', { connectionId, target, reason: 'Night shift' });
    expect(prepared.shown.info).toMatchObject({ Reason: 'Night shift', 'Check code': prepared.checkCode });
    expect(prepared.checkCode).toMatch(/^\d\d$/);
    expect(phone.pending().filter(({ kind }) => kind === 'push')).toEqual([]);
    await app.bridge('signIn.push', { connectionId, pushId: prepared.pushId });
    const { ip, userAgent: useragent, info, logo } = prepared.shown;
    const context = { ip, useragent, info, logo };
    const pushed = phone.pending().findLast(({ kind }) => kind === 'push');
    expect(pushed?.context).toMatchObject({ sessioninfo: context, announceinfo: context });
  });

  test.each([
    ['a session', () => ({ kind: 'session', sessionId: subject.sessionId }) as const],
    ['an account', () => ({ kind: 'account', accountId: '42' }) as const],
    ['a user', () => ({ kind: 'user', userId: 'alice' }) as const],
  ])('%s that approves is signed in as expected', async (_, target) => {
    if (target().kind === 'session') {
      const { connectionId, sessionId } = subject;
      await endSessions(app.bridge, { connectionId, scope: 'one', sessionIds: [sessionId] });
    }
    const attempt = await push(target());
    expect(attempt.phase).toBe('waiting');
    phone.confirm(newest(), { accountid: 42 });
    expect(await check(attempt)).toMatchObject({ phase: 'signed-in', userId: 'alice', asExpected: true });
  });

  test('somebody else who approves is named as such', async () => {
    const attempt = await push({ kind: 'user', userId: 'alice' });
    const other = phone.state().accounts.find(({ userid }) => userid !== 'alice');
    phone.confirm(newest(), { userid: other?.userid ?? '' });
    expect(await check(attempt)).toMatchObject({
      phase: 'signed-in',
      userId: other?.userid,
      asExpected: false,
    });
  });

  test('a session that nobody ever signed in on has no phone to ask', async () => {
    const { connectionId } = subject;
    const { sessions } = await app.bridge('sessions.list', { connectionId, filters: {} });
    const unused = sessions.find(({ extra }) => extra['canprovoke'] === 'false')?.id ?? '';
    expect(await failureOf(push({ kind: 'session', sessionId: unused }))).toMatchObject({ code: 'refused' });
  });

  test('the same push is sent once', async () => {
    const { connectionId } = subject;
    const target = { kind: 'account', accountId: '42' } as const;
    const { pushId } = await app.bridge('signIn.preparePush', { connectionId, target, reason: '' });
    await app.bridge('signIn.push', { connectionId, pushId });
    expect(await failureOf(app.bridge('signIn.push', { connectionId, pushId }))).toMatchObject({
      code: 'not-found',
    });
  });

  test('a second push to the same target has to wait, one to another does not', async () => {
    await push({ kind: 'user', userId: 'alice' });
    const failed = await failureOf(push({ kind: 'user', userId: 'alice' }));
    expect(failed).toMatchObject({ code: 'rate-limited' });
    expect(failed.retryAt).toBeGreaterThan(Date.now());
    // Account 42 is alice's, 58 is not.
    expect(await failureOf(push({ kind: 'account', accountId: '42' }))).toMatchObject({
      code: 'rate-limited',
    });
    await push({ kind: 'account', accountId: '58' });
  });

  test('a push that the server refused does not count', async () => {
    mockOf(app, 'nextauth').behaviour.refuse['provoke_login_on_user'] = { status: 403, times: 1 };
    expect(await failureOf(push({ kind: 'user', userId: 'alice' }))).toMatchObject({ code: 'forbidden' });
    expect((await push({ kind: 'user', userId: 'alice' })).phase).toBe('waiting');
  });
});

describe('the live channel', () => {
  /** A server that speaks the vendor's commands, and what it was told. */
  async function startLive() {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    const heard: string[] = [];
    server.on('connection', (socket) => socket.on('message', (data: Buffer) => heard.push(data.toString())));
    await once(server, 'listening');
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const say = (text: string) => {
      for (const client of server.clients) client.send(text);
    };
    const close = () => {
      for (const client of server.clients) client.terminate();
      server.close();
    };
    return { url, heard, say, close };
  }

  async function useLive(liveUrl: string): Promise<void> {
    const connections = await app.bridge('connections.list', {});
    const own = connections.find(({ id }) => id === subject.connectionId);
    if (!own) throw new Error('the connection is gone');
    const settings = { ...own.settings, liveUrl };
    await app.bridge('connections.save', { ...own, kind: 'development', settings });
  }

  test.each([
    ['CONFIRMSCAN', 'seen'],
    ['CONFIRMPROVOKE', 'confirm'],
    ['CANCEL', 'declined'],
    ['NOACCOUNTS', 'no-accounts'],
  ])('%s is told at once as %s', async (command, phase) => {
    const live = await startLive();
    await useLive(live.url);
    const changed = vi.fn();
    app.bridge.on('signIn.changed', changed);
    const attempt = await startQr();
    await expect.poll(() => live.heard[0]).toMatch(/^REGISTER \S+ [\w-]+$/);
    live.say(`${command} hsid server`);
    const { connectionId } = subject;
    await expect.poll(() => changed).toHaveBeenCalledWith({ connectionId, attemptId: attempt.attemptId });
    expect(await check(attempt)).toMatchObject({ phase, live: true });
    live.close();
  });

  test('carries no key, and is not believed about who signed in', async () => {
    const live = await startLive();
    await useLive(live.url);
    const attempt = await startQr();
    await expect.poll(() => live.heard).toHaveLength(1);
    live.say('LOGIN hsid server');
    expect(await check(attempt)).toMatchObject({ phase: 'waiting' });
    expect(live.heard.join()).not.toContain(mockOf(app, 'nextauth').access.secrets['apiKey']);
    live.close();
  });

  test.each(['ws://example.com/', 'http://127.0.0.1/', 'wss://user@example.com/', 'nonsense'])(
    'at %s is not opened: the sign-in is polled',
    async (url) => {
      await useLive(url);
      expect(await startQr()).toMatchObject({ phase: 'waiting', live: false });
    },
  );
});

describe('the demo’s own live channel', () => {
  test('tells that a code was seen, that it was declined, and that a push has arrived', async () => {
    const attempt = await startQr();
    const login = phone.idOf(attempt.payload ?? '');
    phone.scan(login);
    await expect.poll(() => check(attempt)).toMatchObject({ phase: 'seen', live: true });
    phone.decline(login);
    await expect.poll(() => check(attempt)).toMatchObject({ phase: 'declined' });
    const pushed = await push({ kind: 'user', userId: 'alice' });
    await expect.poll(() => check(pushed)).toMatchObject({ phase: 'confirm' });
    phone.confirm(newest(), { userid: 'alice' });
    expect(await check(pushed)).toMatchObject({ phase: 'signed-in', asExpected: true });
  });
});
