import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Failure } from '../../../../electron/bridge/failure.ts';
import { parseAuthorities } from '../../../../electron/host/http/route/authorities.ts';
import { failureOf, openTestHost, type TestHost } from '../../../support/host.ts';
import { apiTest, expired, selfSigned } from '../../../support/servers/self-signed.ts';

// A connection's own certificate authority. The test's certificate is its own authority, for the name localhost.

let server: Server;
let port = 0;
let asked = 0;
let app: TestHost;
beforeAll(async () => {
  server = createServer(selfSigned, (_, response) => {
    asked += 1;
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('[]');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(async () => {
  asked = 0;
  app = await openTestHost();
});
afterEach(() => app.close());

async function save(name: string, authorities: string, host = 'localhost'): Promise<string> {
  const draft = { id: null, api: 'vault', name, kind: 'development', colour: 'blue', filters: {} } as const;
  const api = (await app.bridge('apis.list', {})).find(({ id }) => id === 'vault');
  const required = (api?.settings ?? []).filter((field) => field.required).map((field) => [field.name, 'x']);
  const settings = { ...Object.fromEntries(required), authorities } as Record<string, string>;
  const { id } = await app.bridge('connections.save', {
    ...draft,
    baseUrl: `https://${host}:${port}`,
    settings,
  });
  const secrets = Object.fromEntries(
    (api?.secrets ?? []).filter(({ network }) => !network).map((field) => [field.name, 'a-key-of-the-test']),
  );
  await app.bridge('keys.put', { connectionId: id, secrets });
  return id;
}

const list = (connectionId: string) => app.bridge('sessions.list', { connectionId, filters: {} });

describe('a server with a certificate of its own authority', () => {
  test('is reached by the connection that trusts it, and by no other', async () => {
    const trusting = await save('trusting', selfSigned.cert);
    const other = await save('other', '');
    expect((await list(trusting)).sessions).toEqual([]);
    const before = asked;
    expect(before).toBeGreaterThan(0);
    expect(await failureOf(list(other))).toMatchObject({
      code: 'unreachable',
      got: expect.stringMatching(/certificate/) as string,
    });
    expect(asked).toBe(before);
  });

  test('is not reached by another name than the certificate’s', async () => {
    const wrong = await save('wrong name', selfSigned.cert, '127.0.0.1');
    expect(await failureOf(list(wrong))).toMatchObject({ code: 'unreachable' });
    expect(asked).toBe(0);
  });
});

describe('TLS that is not good enough is refused, whatever the environment says', () => {
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  beforeAll(() => (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'));
  afterAll(() => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
  });
  const weak = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

  /** What comes of asking such a server as localhost, by a connection that trusts its certificate. */
  async function askServer(options: ServerOptions, authorities: string): Promise<Failure | 'fine'> {
    const other = createServer(options, (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('[]');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const own = port;
    ({ port } = other.address() as AddressInfo);
    try {
      const id = await save('another', authorities);
      return await list(id).then(
        () => 'fine' as const,
        async (error: unknown) => failureOf(Promise.reject(error as Error)),
      );
    } finally {
      port = own;
      other.closeAllConnections();
      other.close();
    }
  }

  test('the same server with a certificate that is trusted is not: the claims can fail', async () => {
    expect(await askServer(selfSigned, selfSigned.cert)).toBe('fine');
    expect(await askServer({ ...selfSigned, maxVersion: 'TLSv1.2' }, selfSigned.cert)).toBe('fine');
  });

  test.each<[string, ServerOptions, string, RegExp]>([
    ['a certificate of an unknown authority', selfSigned, '', /self-signed/],
    ['a certificate that has expired', expired, expired.cert, /has expired/],
    ['a certificate for another name', apiTest, apiTest.cert, /another name/],
    [
      'TLS 1.1',
      { ...selfSigned, ...weak },
      selfSigned.cert,
      /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|connection failed/,
    ],
  ])('%s', async (_, options, authorities, words) => {
    const failed = await askServer(options, authorities);
    expect(failed).toMatchObject({ code: 'unreachable', got: expect.stringMatching(words) as string });
  });
});

test('every API has the field, and that of a proxy', async () => {
  for (const { settings } of await app.bridge('apis.list', {}))
    expect(settings.slice(-2)).toMatchObject([
      { name: 'authorities', required: false },
      { name: 'proxy', required: false },
    ]);
});

test.each([
  ['as it is', selfSigned.cert],
  ['in one line, as a field leaves it', selfSigned.cert.replaceAll('\n', '')],
  ['with the line ends of Windows', selfSigned.cert.replaceAll('\n', '\r\n')],
])('a certificate %s is kept as PEM', (_, text) => {
  expect(parseAuthorities(text)).toBe(selfSigned.cert);
});

test('two are two, and none is none', () => {
  expect(parseAuthorities(selfSigned.cert + selfSigned.cert)).toBe(selfSigned.cert + selfSigned.cert);
  expect(parseAuthorities(' \n')).toBe('');
});

test.each([
  ['a key', selfSigned.key],
  ['a key beside the certificate', selfSigned.cert + selfSigned.key],
  ['a path', '/etc/ssl/certs/the-company/authority-of-2026.pem'],
  ['half a certificate', selfSigned.cert.slice(0, 200)],
  ['a damaged one', selfSigned.cert.replace('MIIB', 'AAAA')],
])('%s is refused by name of the field, and not repeated', async (_, text) => {
  const failed = await failureOf(save('refused', text));
  expect(failed).toMatchObject({ code: 'invalid', field: 'authorities' });
  expect(JSON.stringify(failed)).not.toContain(text.trim().slice(-40, -28));
});
