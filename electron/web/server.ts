import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Carrier } from '../bridge/connect.ts';
import { events } from '../bridge/events.ts';
import { loadFiles, type StaticFile } from '../host/page-files.ts';
import { LaunchCodes, newSecret, refusal, sameSecret, securityHeaders } from './guards.ts';

const largestBody = 1024 * 1024;
const heartbeat = 15_000;

export interface WebShell {
  port: number;
  /** A new address that opens the page once; it carries a one-time code in its fragment. */
  address(): string;
  close(): Promise<void>;
}

interface Shell {
  carrier: Carrier;
  files: ReadonlyMap<string, StaticFile>;
  token: string;
  codes: LaunchCodes;
}

/**
 * Serves the built page and the bridge on 127.0.0.1. Everything but the static files needs the token of this launch,
 * in a header; a page gets it in exchange for the one-time code.
 *
 * @param port 0 for any free one; a port in use rejects with EADDRINUSE
 */
export async function startWebShell(carrier: Carrier, folder: string, port = 0): Promise<WebShell> {
  const shell: Shell = { carrier, files: loadFiles(folder), token: newSecret(), codes: new LaunchCodes() };
  const server = createServer({ maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 30_000 });
  server.maxConnections = 64;
  server.keepAliveTimeout = 5000;
  server.on('request', (request, response) => void answer(shell, server, request, response));
  server.on('upgrade', (_, socket) => socket.destroy());
  await listen(server, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    address: () => `http://127.0.0.1:${bound}/#code=${shell.codes.issue()}`,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function answer(
  shell: Shell,
  server: Server,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  const refused = refusal(request, (server.address() as AddressInfo).port);
  if (refused !== null) return end(response, refused);
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  try {
    if (path === '/launch') return await launch(shell, request, response);
    if (path === '/events') return await streamEvents(shell, request, response);
    if (path.startsWith('/bridge/'))
      return await call(shell, path.slice('/bridge/'.length), request, response);
    sendFile(shell, path, request, response);
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    end(response, error.status);
  }
}

class BadRequest extends Error {
  readonly status: number;
  constructor(status: number) {
    super(String(status));
    this.status = status;
  }
}

function sendFile(shell: Shell, path: string, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET') return end(response, 405);
  const file = shell.files.get(path);
  if (!file) return end(response, 404);
  response.writeHead(200, { 'Content-Type': file.type }).end(file.body);
}

async function launch(shell: Shell, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readJson(request);
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : null;
  if (!shell.codes.redeem(code)) return end(response, 401);
  sendJson(response, { token: shell.token });
}

function checkToken(shell: Shell, request: IncomingMessage): void {
  if (!sameSecret(request.headers['x-sessiondeck-token'], shell.token)) throw new BadRequest(401);
}

async function call(
  shell: Shell,
  method: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  checkToken(shell, request);
  sendJson(response, await shell.carrier.invoke(method, await readJson(request)));
}

/** Events as lines of JSON in one answer that does not end; an empty line now and then shows that it is alive. */
async function streamEvents(shell: Shell, request: IncomingMessage, response: ServerResponse): Promise<void> {
  checkToken(shell, request);
  await readJson(request);
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
  response.write('\n');
  const stops = Object.keys(events).map((event) =>
    shell.carrier.subscribe(event, (payload) => response.write(`${JSON.stringify({ event, payload })}\n`)),
  );
  const alive = setInterval(() => response.write('\n'), heartbeat);
  response.on('close', () => {
    clearInterval(alive);
    for (const stop of stops) stop();
  });
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (request.method !== 'POST') throw new BadRequest(405);
  if (request.headers['content-type'] !== 'application/json') throw new BadRequest(415);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new BadRequest(413);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
  } catch {
    // The parser's message would quote the body, which may hold a key.
    throw new BadRequest(400);
  }
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

/** Refuses without a word, and closes the connection: what else is on it is not read. */
function end(response: ServerResponse, status: number): void {
  response.writeHead(status, { Connection: 'close' }).end();
}
