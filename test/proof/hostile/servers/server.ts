import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** What a hostile server sends; 200 and JSON where nothing else is said. */
export interface HostileAnswer {
  status?: number;
  headers?: Record<string, string | string[]>;
  body: string | Buffer;
  /** Bytes that are sent at a time; all at once when left out. */
  drip?: number;
}

/** Answers the nth request, from 1. */
export type Answering = (nth: number, url: URL, request: IncomingMessage) => HostileAnswer;

export interface HostileServer {
  baseUrl: string;
  asked: () => number;
  /** Resolves once it was asked for the first time. */
  firstAsked: Promise<void>;
  close(): Promise<void>;
}

export async function startHostile(answering: Answering): Promise<HostileServer> {
  let asked = 0;
  const first = Promise.withResolvers<undefined>();
  const server = createServer({ maxHeaderSize: 1024 * 1024 }, (request, response) => {
    asked += 1;
    first.resolve(undefined);
    request.resume();
    const url = new URL(request.url ?? '/', 'http://hostile.test');
    const { status = 200, headers = {}, body, drip = Infinity } = answering(asked, url, request);
    response.on('error', () => response.destroy());
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    send(response, Buffer.from(body), drip);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    asked: () => asked,
    firstAsked: first.promise,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

/** Sends so many bytes in each turn of this process. */
function send(response: ServerResponse, body: Buffer, drip: number): void {
  if (response.destroyed) return;
  if (body.length <= drip) return void response.end(body);
  response.write(body.subarray(0, drip));
  setImmediate(() => send(response, body.subarray(drip), drip));
}

/** A body that is small on the wire. */
export function packed(text: string): HostileAnswer {
  return { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync(text) };
}

/** A text repeated up to so many characters. */
export function filled(text: string, length: number): string {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}
