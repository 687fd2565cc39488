import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Carrier } from '../bridge/crossing/connect.ts';
import { loadFiles } from '../host/shell/page-files.ts';
import { reportFault } from '../host/scrub/report.ts';
import {
  Guesses,
  LaunchCodes,
  newSecret,
  pathOf,
  refusal,
  sameSecret,
  securityHeaders,
} from './request-rules.ts';
import { largestHead, overflowPage } from './overflow.ts';
import { Refused, routeOf, routes, type Route, type Shell } from './routes.ts';
import { limitStrangers } from './strangers.ts';

const largestBody = 1024 * 1024;
/** Sizes in bytes, times in ms. The Host header is checked by us, so that its refusal looks like every other. */
const limits = {
  maxHeaderSize: largestHead,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2000,
  keepAliveTimeout: 5000,
  requireHostHeader: false,
  // Set explicitly, because Node may have been started with --insecure-http-parser.
  insecureHTTPParser: false,
};
const refusalHeaders = { ...securityHeaders, Connection: 'close', 'Content-Length': '0' };
/** The status for an error of Node's parser; 400 for any other error. */
const parserStatus: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

export interface WebShell {
  port: number;
  /** Returns a new address that opens the page once; its fragment holds a one-time code. */
  address(): string;
  close(): Promise<void>;
}

export interface WebShellOptions {
  /** 0 picks any free port. */
  port?: number;
  /** Prints a line for the person at the terminal: somebody is guessing, or has opened a used address. */
  warn?: (line: string) => void;
  /** The token of an earlier launch, for a page that stays open; only `npm run dev` passes it. Default: a new token. */
  token?: string;
  /** The routes; only tests pass others than our own. */
  table?: readonly Route[];
}

/**
 * Serves the built page and the bridge on 127.0.0.1. Everything except the static files needs this launch's token in a
 * header; the page gets the token in exchange for a one-time code. Rejects with EADDRINUSE if the port is in use.
 */
export async function startWebShell(
  carrier: Carrier,
  folder: string,
  { port = 0, warn = warnOnStderr, token = newSecret(), table = routes }: WebShellOptions = {},
): Promise<WebShell> {
  const guesses = new Guesses(() =>
    warn('Another program on this machine guesses the token of Sessiondeck. Wrong ones are slowed down.'),
  );
  const codes = new LaunchCodes();
  const shell: Shell = { carrier, files: loadFiles(folder), token, codes, guesses, warn };
  const server = createServer(limits);
  const known = limitStrangers(server);
  server.on('request', (request, response) => void answer(shell, table, known, request, response));
  server.on('checkContinue', (_, response) => refuse(response, 417));
  server.on('checkExpectation', (_, response) => refuse(response, 417));
  server.on('upgrade', (_, socket) => socket.destroy());
  server.on('clientError', refuseUnread);
  await listen(server, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    address: () => `http://127.0.0.1:${bound}/#code=${codes.issue()}`,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function warnOnStderr(line: string): void {
  process.stderr.write(`  ${line}\n`);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function answer(
  shell: Shell,
  table: readonly Route[],
  known: (request: IncomingMessage) => void,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = pathOf(request.url ?? '');
  try {
    const route = admit(shell, table, request);
    if (route.for === 'the page') known(request);
    const body = request.method === 'POST' ? await readJson(request) : undefined;
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    await route.answer(shell, { path, body }, response);
  } catch (error) {
    if (!(error instanceof Refused)) {
      reportFault('the browser shell', error);
      return refuse(response, 500);
    }
    if (error.guessed) await wait(shell.guesses.wrong(), undefined, { ref: false });
    refuse(response, error.status);
  }
}

/** The route of a request that may be answered. Throws `Refused` at the first thing that is wrong. */
function admit(shell: Shell, table: readonly Route[], request: IncomingMessage): Route {
  const refused = refusal(request, request.socket.localPort ?? 0);
  if (refused !== null) throw new Refused(refused);
  const route = routeOf(table, pathOf(request.url ?? ''));
  if (!route) throw new Refused(404);
  if (route.method !== request.method) throw new Refused(405);
  if (route.for === 'the page' && !sameSecret(request.headers['x-sessiondeck-token'], shell.token))
    throw new Refused(401, true);
  return route;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const { 'content-type': type, 'content-length': length } = request.headers;
  if (type !== 'application/json') throw new Refused(415);
  if (Number(length ?? 0) > largestBody) throw new Refused(413);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > largestBody) throw new Refused(413);
      chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
  } catch (error) {
    if (error instanceof Refused) throw error;
    // Cut off midway, or not JSON: the parser's message would quote the body, which may hold a key.
    throw new Refused(400);
  }
}

/** Refuses with an empty body and closes the connection without reading the rest. */
function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, refusalHeaders).end();
}

/** How long a client whose head was too large may go on sending, ms: cut off earlier, it might not see the answer. */
const drainTime = 1000;
const drained = new WeakSet<Duplex>();

/** Node's error for a request that it could not parse, with the bytes that it read last. */
interface UnreadError extends NodeJS.ErrnoException {
  rawPacket?: Uint8Array;
}

/** Refuses a request that Node could not parse, like any other. Too large a head gets a page that says what to do. */
function refuseUnread(error: UnreadError, socket: Duplex): void {
  // The rest of a head that was already refused.
  if (drained.has(socket)) return;
  if (!socket.writable) return void socket.destroy();
  const status = parserStatus[error.code ?? ''] ?? 400;
  if (status !== 431) {
    socket.end(headOf(status, refusalHeaders), () => socket.destroy());
    return;
  }
  drained.add(socket);
  const page = Buffer.from(overflowPage(error.rawPacket ?? new Uint8Array()));
  const about = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': String(page.length) };
  socket.end(Buffer.concat([Buffer.from(headOf(status, { ...refusalHeaders, ...about })), page]));
  const timer = setTimeout(() => socket.destroy(), drainTime);
  socket.once('close', () => clearTimeout(timer));
}

function headOf(status: number, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', ''].join('\r\n');
}
