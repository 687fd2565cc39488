import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { PeerCertificate } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { networkFailure } from '../../../../electron/host/http/name-failure.ts';
import { dispatcherFor } from '../../../../electron/host/http/route/dispatcher.ts';
import { direct } from '../../../../electron/host/http/route/route.ts';
import { failureOf, openTestHost, type TestHost } from '../../../support/host.ts';
import { certificates, encryptedKey } from '../../../support/servers/certificates.ts';

// Certificates of a connection: the server's own or one above it, trusted by this connection alone; and one for a client.

const { own, child, company, middle, issued, first, firstChild, client, stranger } = certificates;
const vaultRow = {
  id: 's1',
  userId: 'u1',
  ipAddress: '203.0.113.9',
  createdAt: '2026-06-01T08:00:00Z',
  lastActivityAt: '2026-06-01T08:00:00Z',
  expiresAt: '2126-06-01T08:00:00Z',
  mfaVerified: false,
  current: false,
};
const servers: Server[] = [];
let app: TestHost;
beforeEach(async () => {
  app = await openTestHost();
});
afterEach(async () => {
  await app.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Starts a server that has these sessions. Returns its port, and who connected: the name in the client's certificate. */
async function serve(
  options: ServerOptions,
  rows: object[] = [],
): Promise<{ port: number; askedBy: string[] }> {
  const askedBy: string[] = [];
  const server = createServer(options, (_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(rows));
  });
  server.on('secureConnection', (socket) => {
    // Without a certificate there is no subject, whatever the type says.
    const { subject } = socket.getPeerCertificate() as Partial<PeerCertificate>;
    askedBy.push(String(subject?.CN ?? 'nobody'));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, askedBy };
}

interface Own {
  authorities?: string;
  clientCertificate?: string;
}

async function save(port: number, { authorities = '', clientCertificate = '' }: Own): Promise<string> {
  const draft = { id: null, api: 'vault', name: `at ${port}`, kind: 'development', colour: 'blue' } as const;
  const settings = { apiKeyHeader: 'x-apikey', authorities };
  const baseUrl = `https://localhost:${port}`;
  const { id } = await app.bridge('connections.save', { ...draft, filters: {}, baseUrl, settings });
  const api = (await app.bridge('apis.list', {})).find((each) => each.id === 'vault');
  const required = (api?.secrets ?? [])
    .filter((field) => field.required)
    .map(({ name }) => [name, 'a-key-of-the-test']);
  const secrets = { ...Object.fromEntries(required), clientCertificate } as Record<string, string>;
  await app.bridge('keys.put', { connectionId: id, secrets });
  return id;
}

const list = (connectionId: string) => app.bridge('sessions.list', { connectionId, filters: {} });

/** What comes of listing, by a connection of its own, from a server that shows this certificate. */
async function ask(server: ServerOptions, wanted: Own): Promise<string> {
  const { port } = await serve(server);
  const id = await save(port, wanted);
  return list(id).then(
    () => 'listed',
    async (error: unknown) => (await failureOf(Promise.reject(error as Error))).got,
  );
}

describe('a certificate that is no authority’s', () => {
  test('is trusted as that server’s, by this connection alone', async () => {
    const { port, askedBy } = await serve(own);
    const [trusting, other] = [await save(port, { authorities: own.cert }), await save(port, {})];
    expect((await list(trusting)).sessions).toEqual([]);
    expect(await failureOf(list(other))).toMatchObject({
      got: expect.stringMatching(/self-signed/) as string,
    });
    expect(askedBy).toHaveLength(1);
  });

  test('vouches for no other, though it has signed it', async () => {
    const chain = (one: typeof own, above: typeof own) => ({ key: one.key, cert: one.cert + above.cert });
    expect(await ask(chain(child, own), { authorities: own.cert })).toMatch(/connection failed|authority/);
    expect(await ask(first, { authorities: first.cert })).toBe('listed');
    expect(await ask(chain(firstChild, first), { authorities: first.cert })).toMatch(/no authority/);
  });

  test('that an authority signed is trusted alone, and so is an authority below another', async () => {
    const shown = { key: issued.key, cert: issued.cert + middle.cert };
    expect(await ask(shown, { authorities: issued.cert })).toBe('listed');
    expect(await ask(shown, { authorities: middle.cert })).toBe('listed');
    expect(await ask(shown, { authorities: company.cert })).toBe('listed');
    expect(await ask(shown, { authorities: own.cert })).toMatch(/authority/);
  });
});

describe('a server that asks for a client certificate', () => {
  const asking = (extra: ServerOptions = {}) => ({
    ...own,
    ca: company.cert,
    requestCert: true,
    rejectUnauthorized: true,
    ...extra,
  });
  const authorities = own.cert;

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    '%s: gets it, and no request without the right one',
    async (version) => {
      const { port, askedBy } = await serve(asking({ minVersion: version, maxVersion: version }));
      const known = await save(port, { authorities, clientCertificate: client.cert + client.key });
      const unknown = await save(port, { authorities });
      const wrong = await save(port, { authorities, clientCertificate: stranger.cert + stranger.key });
      expect((await list(known)).sessions).toEqual([]);
      for (const id of [unknown, wrong])
        expect(await failureOf(list(id))).toMatchObject({ code: 'unreachable' });
      expect(askedBy).toEqual(['operator']);
    },
  );

  test('is told apart from one that is down, where it says what it wants', () => {
    const alert = (code: string) => networkFailure(Object.assign(new Error('x'), { code })).got;
    for (const name of [
      'SSL/TLS_ALERT_HANDSHAKE_FAILURE',
      'TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'TLSV1_ALERT_UNKNOWN_CA',
    ])
      expect(alert(`ERR_SSL_${name}`)).toMatch(/may ask for a client certificate/);
    expect(alert('ERR_SSL_WRONG_VERSION_NUMBER')).not.toMatch(/client certificate/);
  });

  test('gets it whole from a key that was pasted on one line, with the key first and the chain behind', async () => {
    const { port, askedBy } = await serve(asking());
    const pasted = `Bag Attributes\n${client.key}\nsubject=CN = operator\n${company.cert}${client.cert}`;
    const id = await save(port, { authorities, clientCertificate: pasted.replaceAll('\n', ' ') });
    expect((await list(id)).sessions).toEqual([]);
    expect(askedBy).toEqual(['operator']);
  });

  test.each([
    ['an encrypted key', client.cert + encryptedKey, /encrypted/],
    ['a certificate without its key', client.cert, /needs a certificate and its private key/],
    ['a key without its certificate', client.key, /needs a certificate and its private key/],
    ['the key of another certificate', client.cert + stranger.key, /belongs to another certificate/],
    ['two keys', client.cert + client.key + stranger.key, /more than one private key/],
    ['a key that was cut', client.cert + client.key.replace(/\n.{20}/, '\n'), /cannot be read/],
  ])('%s is refused, and not quoted', async (_, clientCertificate, why) => {
    const failed = await failureOf(save(1, { clientCertificate }));
    expect(failed).toMatchObject({
      code: 'invalid',
      field: 'clientCertificate',
      got: expect.stringMatching(why) as string,
    });
    const bodies = clientCertificate.match(/^[A-Za-z0-9+/=]{20,}$/gm) ?? [];
    for (const body of bodies) expect(JSON.stringify(failed)).not.toContain(body);
  });

  test('whose answer repeats the private key is shown without it, and other words of the answer stay', async () => {
    const lines = client.key.split('\n').filter((line) => line.length > 30 && !line.startsWith('-'));
    const row = { ...vaultRow, deviceInfo: `Echo ${client.key}`, userAgent: client.key.replaceAll('\n', '') };
    const { port } = await serve(asking(), [row]);
    const id = await save(port, { authorities, clientCertificate: client.cert + client.key });
    const page = JSON.stringify(await list(id));
    expect(lines).toHaveLength(3);
    // The first line begins with what every key of this kind has; only its end is secret.
    for (const line of [lines[0]?.slice(44) ?? '', ...lines.slice(1)]) expect(page).not.toContain(line);
    expect(page).toMatch(/Echo .*\[redacted\]/);
  });
});

test('what holds a secret is closed a while after its last use, and what holds none is kept', () => {
  vi.useFakeTimers();
  try {
    const secret = { ...direct, clientCertificate: client.cert + client.key };
    const [first, plain] = [dispatcherFor(secret), dispatcherFor(direct)];
    vi.advanceTimersByTime(9_000);
    expect(dispatcherFor(secret)).toBe(first);
    vi.advanceTimersByTime(9_000);
    expect(dispatcherFor(secret)).toBe(first);
    vi.advanceTimersByTime(11_000);
    expect(dispatcherFor(secret)).not.toBe(first);
    expect(dispatcherFor(direct)).toBe(plain);
  } finally {
    vi.useRealTimers();
  }
});
