import { rmSync } from 'node:fs';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { connect } from '../../../electron/bridge/crossing/connect.ts';
import { openHost } from '../../../electron/host/index.ts';
import { memoryKeys } from '../../../electron/host/keys/keys.ts';
import { reportFault } from '../../../electron/host/scrub/report.ts';
import { startMockServer, type MockApi } from '../../../mock-server/index.ts';
import { operations } from '../../../scripts/operation-table.ts';
import { openSubject } from '../../../scripts/mock-subject.ts';
import { memory, newFolder } from '../../../scripts/folders.ts';

/** A whole, honest answer. */
export interface Recorded {
  status: number;
  /** Names and values in turn, as they were sent. */
  headers: string[];
  body: Buffer;
}

/** An API of the mock server, and what it answers, by `METHOD /path?query`. */
export interface Recording {
  api: MockApi;
  answers: Map<string, Recorded>;
}

/** The first answer of the mock server to each request that the 22 operations make. */
export async function recordMock(): Promise<Recording[]> {
  const mock = await startMockServer();
  const folder = newFolder(memory);
  const keychain = { state: 'ready', keys: memoryKeys() } as const;
  const parts = { folder, keychain, shell: 'browser', version: '', demo: null, report: reportFault } as const;
  const host = openHost(parts);
  try {
    const recordings: Recording[] = [];
    for (const api of mock.apis.values()) {
      const [user = ''] = (api.access.filters['userId'] ?? '').split(' ');
      const filters = user ? { ...api.access.filters, userId: user } : api.access.filters;
      const settings = { ...api.access.settings, liveUrl: '' };
      const known = { ...api, access: { ...api.access, filters, settings } };
      recordings.push({ api: known, answers: await recordApi(host, known) });
    }
    return recordings;
  } finally {
    await host.close();
    await mock.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function recordApi(host: Parameters<typeof connect>[0], api: MockApi) {
  const answers: Recording['answers'] = new Map();
  const { origin, pathname } = new URL(api.baseUrl);
  const server = createServer((request, response) => void passOn(origin, answers, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}${pathname === '/' ? '' : pathname}`;
  const subject = await openSubject(connect(host), { ...api, baseUrl });
  for (const operation of operations.filter((one) => one.api === api.id)) await operation.run(subject);
  server.closeAllConnections();
  server.close();
  return answers;
}

async function passOn(
  target: string,
  answers: Recording['answers'],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  // A server may want to know that it is its own page that asks.
  const origin = request.headers.origin ? { origin: target } : {};
  const headers = { ...request.headers, ...origin, host: new URL(target).host };
  const body = await buffer(request);
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    send(`${target}${url}`, { method, headers, agent: false }, resolve).on('error', reject).end(body);
  });
  const recorded = { status: reply.statusCode ?? 0, headers: reply.rawHeaders, body: await buffer(reply) };
  const key = `${method} ${url}`;
  if (!answers.has(key)) answers.set(key, recorded);
  const kept = pairs(reply.rawHeaders).filter(([name]) => !isOfConnection(name));
  response.writeHead(recorded.status, kept.flat()).end(recorded.body);
}

/** Header names and values, two by two. */
export function pairs(headers: string[]): [string, string][] {
  return headers.flatMap((name, place): [string, string][] =>
    place % 2 === 0 ? [[name, headers[place + 1] ?? '']] : [],
  );
}

/** Whether a header is about the connection, not the answer. */
export function isOfConnection(name: string): boolean {
  return /^(connection|keep-alive|transfer-encoding|content-length)$/i.test(name);
}
