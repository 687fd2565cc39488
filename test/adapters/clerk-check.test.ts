import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { saveConnection } from '../../scripts/mock-subject.ts';
import { failureOf, mockOf, openTestHost, saveOwn, type TestHost } from '../support/host.ts';
import { startClerk } from '../mock-server/support/clerk.ts';

// Clerk lists nobody's sessions, so a connection that names no user is checked by its key alone.

let app: TestHost;
let server: Server | null = null;
beforeEach(async () => {
  app = await openTestHost();
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
  server?.close();
  server = null;
});

const unnamed = { userId: '', clientId: ' ', status: 'active' };

/** Checks a connection that names no user, at this address or at the mock server. */
async function check(baseUrl = mockOf(app, 'clerk').baseUrl, secretKey?: string) {
  const mock = { ...mockOf(app, 'clerk'), baseUrl };
  const connectionId = await (secretKey === undefined
    ? saveOwn(app, mock)
    : saveConnection(app.bridge, mock, { secrets: { secretKey } }));
  const all = await app.bridge('connections.list', {});
  const own = all.find(({ id }) => id === connectionId);
  if (!own || own.kind === 'demo') throw new Error('the connection was not saved');
  await app.bridge('connections.save', { ...own, kind: own.kind, filters: unnamed });
  return app.bridge('connections.check', { connectionId });
}

/** The address of a server that answers everything so. */
async function answering(status: number, body: unknown): Promise<string> {
  const listener: RequestListener = (_, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  };
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server = createServer(listener).listen(0, '127.0.0.1', () => resolve(undefined));
  await promise;
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

test('it asks for nobody’s sessions, and says that the key is accepted', async () => {
  const { requests } = mockOf(app, 'clerk');
  const before = requests.length;
  expect(await check()).toMatchObject({ sessions: null, unreadable: 0 });
  expect(requests.slice(before).map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /v1/sessions?client_id=client_sessiondeck_check&limit=1&paginated=true',
  ]);
});

test('the control: a wrong key is rejected', async () => {
  expect(await failureOf(check(undefined, 'sk_test_wrong'))).toMatchObject({ code: 'key-rejected' });
});

test('it is a request that the Clerk SDK makes as well', async () => {
  const clerk = await startClerk();
  await clerk.sdk.sessions.getSessionList({ clientId: 'client_sessiondeck_check', limit: 1 });
  const { path } = clerk.api.requests.at(-1) ?? {};
  expect(path).toBe('/v1/sessions?client_id=client_sessiondeck_check&limit=1&paginated=true');
  await clerk.close();
});

test.each([
  [422, { errors: [{ code: 'form_param_invalid', message: 'no such client' }], clerk_trace_id: 'a1' }],
  [400, { errors: [{ code: 'request_invalid', message: 'bad' }], clerk_trace_id: 'a2' }],
])('takes Clerk’s own %i for a yes: it knows the key', async (status, body) => {
  expect(await check(await answering(status, body))).toMatchObject({ sessions: null });
});

test.each([
  [401, { errors: [{ code: 'authentication_invalid', message: 'no' }], clerk_trace_id: 'b' }, 'key-rejected'],
  [
    404,
    { errors: [{ code: 'resource_not_found', message: 'no route' }], clerk_trace_id: 'd' },
    'wrong-address',
  ],
  [404, { message: 'no Route matched with those values' }, 'wrong-address'],
  [400, { error: 'bad request' }, 'refused'],
  [403, { errors: [{ code: 'x' }], clerk_trace_id: 'c' }, 'forbidden'],
  [500, {}, 'server-fault'],
  [200, { hello: 'world' }, 'bad-answer'],
])('takes a %i of %j for none', async (status, body, code) => {
  expect(await failureOf(check(await answering(status, body)))).toMatchObject({ code });
});
