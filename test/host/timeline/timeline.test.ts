import { readdirSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ApiRequest } from '../../../electron/adapters/adapter.ts';
import { adapters } from '../../../electron/adapters/index.ts';
import type { Input } from '../../../electron/bridge/contract.ts';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import { Deadline } from '../../../electron/host/http/deadline.ts';
import { openApi } from '../../../electron/host/http/wire.ts';
import { formsOf } from '../../../electron/host/scrub/secret-forms.ts';
import { operations } from '../../../scripts/operation-table.ts';
import { failureOf, openTestHost, patient, saveOwn, type TestHost, mockOf } from '../../support/host.ts';
import { reply, startRawServer } from '../../support/servers/raw-server.ts';
import { clerkAt, testWire } from '../../support/servers/wire.ts';
import { openSubject } from '../../support/subject.ts';

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openStage(): Promise<TestHost> {
  const app = await openTestHost();
  closing.push(() => app.close());
  return app;
}

type Selection = Partial<Input<'timeline.list'>>;

const look = ({ bridge }: TestHost, wanted: Selection = {}) =>
  bridge('timeline.list', { connectionId: null, text: '', before: null, limit: 500, ...wanted });

describe('what reaches the server is in the timeline, and nothing else', () => {
  test.each([...adapters.keys()])('%s', async (id) => {
    const app = await openStage();
    const subject = await openSubject(app, id);
    const { connectionId } = subject;
    const api = mockOf(app, id);
    await app.bridge('timeline.clear', { connectionId });
    const begun = api.requests.length;
    for (const operation of operations.filter((one) => one.api === id))
      await operation.run(subject).catch(expected);
    const base = new URL(api.baseUrl).pathname.replace(/\/$/, '');
    const arrived = api.requests
      .slice(begun)
      .map(({ method, path, status }) => `${method} ${path} ${status}`);
    const { entries, total } = await look(app, { connectionId });
    const told = entries.map(({ method, path, status }) => `${method} ${base}${path} ${status}`);
    expect(told.sort()).toEqual(arrived.sort());
    expect(total).toBeGreaterThan(2);
  });

  function expected(error: unknown): void {
    if (!(error instanceof BridgeError)) throw error;
  }

  test('each attempt is told by itself, with what came back and who caused it', async () => {
    const app = await openStage();
    const api = mockOf(app, 'vault');
    const connectionId = await saveOwn(app, api);
    // Both befall the first request, which is dropped.
    api.behaviour.faults.push({ kind: 'drop-before', operation: '*', times: 1 });
    api.behaviour.faults.push({ kind: 'status-502', operation: '*', times: 2 });
    await app.bridge('sessions.list', { connectionId, filters: {} });
    const entries = (await look(app, { connectionId })).entries.reverse();
    const shown = entries.map(({ attempt, status, failure }) => [attempt, status, failure?.code ?? null]);
    expect(shown).toEqual([
      [1, null, 'unreachable'],
      [2, 502, 'server-fault'],
      [3, 200, null],
    ]);
    expect(entries[0]).toMatchObject({
      cause: 'person',
      runId: null,
      connectionId,
      method: 'GET',
      size: null,
    });
    expect(entries[2]?.size).toBeGreaterThan(2);
  });

  test('watching is told apart from what a person does, and the demo is in it too', async () => {
    const app = await openStage();
    const connectionId = 'demo-nextauth';
    const { attemptId } = await app.bridge('signIn.qr', { connectionId });
    await app.bridge('signIn.check', { connectionId, attemptId });
    const { entries } = await look(app, { connectionId });
    expect(new Set(entries.map(({ cause }) => cause))).toEqual(new Set(['watch', 'person']));
    expect(entries[0]?.cause).toBe('watch');
  });

  test('the run that a request belongs to is told', async () => {
    const server = await startRawServer((socket) => void socket.write(reply('200 OK', json, '{}')));
    closing.push(() => server.close());
    const wire = testWire();
    const options = { cause: 'run', runId: 'run-1' } as const;
    await openApi(clerkAt(server.baseUrl, key), soon(), wire, options).request(reading);
    expect(wire.entries).toMatchObject([
      { cause: 'run', runId: 'run-1', attempt: 1, status: 200, path: '/sessions' },
    ]);
  });
});

const key = 'sk_test_canary_8f3b21';
const json = { 'Content-Type': 'application/json' };
const reading: ApiRequest<unknown> = { method: 'GET', path: '/sessions', answer: z.unknown() };

function soon(): Deadline {
  const deadline = new Deadline(patient);
  closing.push(() => {
    deadline.end();
  });
  return deadline;
}

describe('no secret is in the timeline', () => {
  /** A server that repeats the key wherever it can. */
  function parrot(socket: Socket): void {
    const message = formsOf(key).join(' or ');
    const body = JSON.stringify({ errors: [{ message }], clerk_trace_id: key });
    const headers = { ...json, 'X-Request-Id': key, [key]: 'a name', 'X-Other': key, 'CF-Ray': 'canary-ray' };
    socket.write(reply('500 Fault', headers, body));
  }

  test('not in its page, and not in the file, even where the server repeats it', async () => {
    const server = await startRawServer(parrot);
    closing.push(() => server.close());
    const app = await openStage();
    const { bridge, folder } = app;
    const parts = { id: null, api: 'clerk', name: 'parrot', kind: 'development', colour: 'blue' } as const;
    const settings = { apiVersion: '2025-03-12' };
    const saved = await bridge('connections.save', {
      ...parts,
      baseUrl: server.baseUrl,
      settings,
      filters: {},
    });
    await bridge('keys.put', { connectionId: saved.id, secrets: { secretKey: key } });
    const list = (userId: string) => bridge('sessions.list', { connectionId: saved.id, filters: { userId } });
    expect(await failureOf(list(`user_${key}`))).toMatchObject({ code: 'invalid' });
    expect(await failureOf(list('user_1'))).toMatchObject({ code: 'server-fault' });

    const { entries } = await look(app);
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    const written = `${files.join('\n')}\n${JSON.stringify(entries)}`;
    for (const form of formsOf(key)) expect(written).not.toContain(form);
    // What is searched is really the place where requests are kept.
    for (const kept of ['canary-ray', '2025-03-12', 'x-request-id', '[redacted]', 'user_'])
      expect(written, kept).toContain(kept);
    expect(files.join('\n')).toContain('canary-ray');
    expect(entries[0]?.requestHeaders).toMatchObject({ authorization: '', accept: 'application/json' });
    expect(entries[0]?.responseHeaders).toMatchObject({ 'x-other': '', 'cf-ray': 'canary-ray' });
  });

  test.each(['better-auth', 'nextauth'])('not a session of %s that its own calls name', async (id) => {
    const app = await openStage();
    const subject = await openSubject(app, id);
    for (const operation of operations.filter((one) => one.api === id)) await operation.run(subject);
    const { access, requests } = mockOf(app, id);
    const given = Object.values(access.secrets).flatMap((text) => text.split(/[\s;=]+/));
    const nonces = requests.flatMap(({ headers }) => headers['x-nonce'] ?? []);
    const secrets = [...given, ...nonces].filter(
      (text) => text.length >= 20 && !text.includes('session_token'),
    );
    expect(secrets.length).toBeGreaterThan(2);
    const shown = JSON.stringify(await look(app));
    for (const form of secrets.flatMap(formsOf)) expect(shown).not.toContain(form);
    expect(shown).toContain(id === 'nextauth' ? '/sessions/provokelogin' : '/multi-session/revoke');
  });

  test('a path or a query that holds one says so, and cannot be sent again', async () => {
    const server = await startRawServer((socket) => void socket.write(reply('200 OK', json, '{}')));
    closing.push(() => server.close());
    const wire = testWire();
    // Too short to be found in other text; as a whole value it is known.
    const target = { ...clerkAt(server.baseUrl, key), conceal: [key, 'abc'] };
    const { request } = openApi(target, soon(), wire);
    await request({ ...reading, path: '/a/{id}/b', params: { id: 'abc' }, query: { q: 'x y', limit: 5 } });
    await request({ ...reading, path: '/a/{id}', params: { id: `x${key}` } });
    await request({ ...reading, query: { token: 'abc', from: key, limit: 5 } });
    await request({ ...reading, path: '/a/{id}', params: { id: 'abcd/ü' }, query: { q: 'x y' } });
    expect(wire.entries.map(({ path, canSendAgain }) => [path, canSendAgain])).toEqual([
      ['/a/{id}/b?q=x+y&limit=5', false],
      ['/a/{id}', false],
      ['/sessions?token=[redacted]&from=[redacted]&limit=5', false],
      ['/a/abcd%2F%C3%BC?q=x+y', true],
    ]);
  });
});

describe('a timeline that cannot be written', () => {
  test('does not stop a request, and is reported once', async () => {
    const app = await openStage();
    const db = new DatabaseSync(join(app.folder, 'sessiondeck.db'));
    db.exec(`CREATE TRIGGER full BEFORE INSERT ON requests BEGIN SELECT RAISE(ABORT, 'no room'); END`);
    const connectionId = 'demo-vault';
    for (let nth = 0; nth < 3; nth += 1) {
      expect(
        (await app.bridge('sessions.list', { connectionId, filters: {} })).sessions.length,
      ).toBeGreaterThan(0);
    }
    expect(app.faults).toHaveLength(1);
    expect((await look(app)).total).toBe(0);
    db.exec('DROP TRIGGER full');
    db.close();
    await app.bridge('sessions.list', { connectionId, filters: {} });
    expect((await look(app)).total, 'and goes on when it can').toBe(1);
  });
});

describe('the page is told of new requests', () => {
  test('by an event, also of forgetting', async () => {
    const app = await openStage();
    let told = 0;
    app.bridge.on('timeline.changed', () => (told += 1));
    await app.bridge('sessions.list', { connectionId: 'demo-vault', filters: {} });
    expect(told).toBe(1);
    await app.bridge('timeline.clear', { connectionId: null });
    expect(told).toBe(2);
  });
});
