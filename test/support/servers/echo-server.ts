import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { wholeForms } from '../canary/canary.ts';

export interface EchoServer {
  baseUrl: string;
  /** Keys that it was asked with. */
  readonly keys: Set<string>;
  /** How it answers: as it should, or with this status. */
  status: number;
  close(): Promise<void>;
}

/**
 * A server of NestJS sessions that says the key it is asked with, in every form, wherever it says anything: in each text of
 * a session, in its headers, and in the words of an error.
 */
export async function startEchoServer(): Promise<EchoServer> {
  const keys = new Set<string>();
  const server = createServer((request, response) => answer(request, response, echo));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const echo: EchoServer = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    status: 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return echo;
}

function answer(request: IncomingMessage, response: ServerResponse, { keys, status }: EchoServer): void {
  const key = (request.headers.authorization ?? '').replace('Bearer ', '');
  keys.add(key);
  response.setHeader('X-Request-Id', key);
  if (/^[\w-]+$/.test(key)) response.setHeader(`X-${key}`, key);
  if (status !== 200) return json(response, status, { message: wordsOf(key), error: key });
  if (request.method !== 'GET') return json(response, 200, { message: key });
  if (request.url?.startsWith('/sessions/count')) return json(response, 200, { count: 1 });
  if (request.url?.startsWith('/sessions/validate'))
    return json(response, 200, { valid: true, message: key });
  json(response, 200, wholeForms(key).map(sessionOf));
}

/** In front of it so much that what is cut to a length is cut in the middle of it. */
function wordsOf(key: string): string[] {
  return [...wholeForms(key), `${'x'.repeat(280)}${key}`, key];
}

function sessionOf(form: string, index: number) {
  // The id goes into paths: it has to be one that is not refused.
  return {
    id: `session-${index}-${/^[\w-]+$/.test(form) ? form : ''}`,
    deviceInfo: `${form} on ${form}`,
    ipAddress: form,
    location: `Canary town ${form}`,
    lastActiveAt: new Date().toISOString(),
    createdAt: form,
    isCurrent: false,
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
