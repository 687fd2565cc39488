import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Deadline } from '../../../electron/host/http/deadline.ts';
import { openApi } from '../../../electron/host/http/wire.ts';
import { failureOf } from '../../support/host.ts';
import { reply, startRawServer, type RawServer } from '../../support/servers/raw-server.ts';
import { clerkAt, testWire } from '../../support/servers/wire.ts';
import { key, json, ask, sends } from './asking.ts';

const open: RawServer[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serverThat(answer: (socket: Socket, request: string) => void): Promise<RawServer> {
  const server = await startRawServer(answer);
  open.push(server);
  return server;
}

describe('an answer without a body', () => {
  test.each(['204 No Content', '200 OK'])('%s is one where nothing is expected', async (status) => {
    const server = await serverThat(sends(reply(status, {}, '')));
    expect(await ask(server.baseUrl, { method: 'DELETE' })).toBeUndefined();
  });

  test.each(['204 No Content', '200 OK'])('%s is none where something is', async (status) => {
    const server = await serverThat(sends(reply(status, json, '')));
    const failed = await failureOf(ask(server.baseUrl, { answer: z.object({ id: z.string() }) }));
    expect(failed).toMatchObject({
      code: 'bad-answer',
      got: 'the answer does not have the documented shape',
    });
  });
});

describe('an operation that ends', () => {
  test('closes the sockets of what was still under way, and nothing is sent again', async () => {
    let accepted = 0;
    const closed = Promise.withResolvers<undefined>();
    const server = await serverThat((socket) => {
      accepted += 1;
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n[1,');
      socket.on('close', () => closed.resolve(undefined));
    });
    const deadline = new Deadline(30_000);
    const list = { method: 'GET', path: '/sessions', answer: z.unknown() } as const;
    const failed = failureOf(openApi(clerkAt(server.baseUrl, key), deadline, testWire()).request(list));
    await expect.poll(() => accepted).toBe(1);
    deadline.end();
    await closed.promise;
    expect(await failed).toMatchObject({ got: expect.stringMatching(/^broken off/) as string });
    expect(accepted).toBe(1);
  });
});

// The documented body of a 404 proves that a session is gone; the same words under another name are only shown.
test.each([
  ['application/json', 'not-found'],
  ['text/plain', 'wrong-address'],
  ['text/html', 'wrong-address'],
  ['text/json', 'wrong-address'],
])('a 404 with the documented body as %s is %s', async (type, code) => {
  const body = JSON.stringify({ errors: [{ code: 'resource_not_found', message: 'not found' }] });
  const server = await serverThat(sends(reply('404 Not Found', { 'Content-Type': type }, body)));
  const asked = ask(server.baseUrl, { path: '/sessions/{session_id}', params: { session_id: 's1' } });
  expect(await failureOf(asked)).toMatchObject({ code, got: expect.stringContaining('not found') as string });
});

describe('what a server says reaches the person', () => {
  test('but never a key that it repeats', async () => {
    const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64'), JSON.stringify(key)];
    const message = `The key ${forms.join(' or ')} is wrong`;
    const body = JSON.stringify({ errors: [{ code: 'clerk_key_invalid', message }] });
    const server = await serverThat(sends(reply('401 Unauthorized', json, body)));
    const { got } = await failureOf(ask(server.baseUrl));
    expect(got).toMatch(/^401 clerk_key_invalid: The key \[redacted\] or/);
    for (const form of [key, Buffer.from(key).toString('base64')]) expect(got).not.toContain(form);
  });

  test('and with its control and bidi characters made visible', async () => {
    const body = JSON.stringify({ errors: [{ message: 'gone\u202e\u0007\nForged line' }] });
    const server = await serverThat(sends(reply('404 Not Found', json, body)));
    expect((await failureOf(ask(server.baseUrl))).got).toBe('404 gone\\u{202e}\\u{7}\\u{a}Forged line');
  });
});

describe('a GET with a body, which fetch cannot send', () => {
  const context = { sessioninfo: { ip: '192.0.2.1' } };

  test('arrives with its body and its key, and its bytes come back as they are', async () => {
    let asked = '';
    const server = await serverThat((socket, request) => {
      asked += request;
      if (asked.includes('}}'))
        socket.write(
          reply('200 OK', { 'Content-Type': 'application/octet-stream' }, Buffer.from([0, 255, 7])),
        );
    });
    const bytes = await ask(server.baseUrl, { body: context, bytes: true });
    expect([...(bytes as Uint8Array)]).toEqual([0, 255, 7]);
    expect(asked).toMatch(/^GET \/v1\/sessions HTTP\/1\.1/);
    expect(asked).toContain(JSON.stringify(context));
    expect(asked).toContain(`Bearer ${key}`);
  });

  test('is not redirected either', async () => {
    const other = await serverThat(sends(reply('200 OK', json, '[]')));
    const server = await serverThat(sends(reply('307 Moved', { Location: `${other.baseUrl}/sessions` }, '')));
    expect(await failureOf(ask(server.baseUrl, { body: context }))).toMatchObject({ code: 'bad-answer' });
    expect(other.accepted()).toBe(0);
  });

  test('ends with its deadline', async () => {
    const server = await serverThat(() => undefined);
    expect(await failureOf(ask(server.baseUrl, { body: context, budget: 200 }))).toMatchObject({
      code: 'timed-out',
    });
  });
});

test('a key that a header cannot carry is refused without being repeated', async () => {
  const server = await serverThat(sends(reply('200 OK', json, '[]')));
  const failed = await failureOf(ask(server.baseUrl, { secretKey: 'sk_test_a\r\nX-Evil: 1' }));
  expect(failed).toMatchObject({ code: 'invalid', field: 'Authorization' });
  expect(JSON.stringify(failed)).not.toContain('sk_test_a');
  expect(server.accepted()).toBe(0);
});

test('TLS is verified although the environment says not to', async () => {
  const previous = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const { createServer } = await import('node:https');
  const { selfSigned } = await import('../../support/servers/self-signed.ts');
  const server = createServer(selfSigned, (_, response) => response.end('[]'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const failed = await failureOf(ask(`https://localhost:${port}/v1`));
  expect(failed).toMatchObject({ code: 'unreachable' });
  expect(failed.got).toMatch(/certificate/);
  server.closeAllConnections();
  server.close();
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = previous ?? '';
});
