import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** A request as the lying servers need it. */
export interface Asked {
  method: string;
  url: URL;
  cookie: string;
}

export interface LyingServer {
  url: string;
  asked: Asked[];
}

export type Reply = { status?: number; type?: string; body: unknown };

const open: (() => void)[] = [];
afterAll(() => open.splice(0).forEach((close) => close()));

/** An HTTP server that answers as it is told, until the tests are over. A text goes out as it is. */
export async function lyingServer(answer: (asked: Asked, nth: number) => Reply): Promise<LyingServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { method = '', url = '/', headers } = request;
      const one = { method, url: new URL(url, 'http://x'), cookie: headers.cookie ?? '' };
      asked.push(one);
      send(response, answer(one, asked.length));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function send(response: ServerResponse, { status = 200, type = 'application/json', body }: Reply): void {
  response.writeHead(status, { 'content-type': type });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** What a gateway in front of the API answers. */
export const gateway404: readonly Reply[] = [
  { status: 404, type: 'text/html', body: '<!doctype html><title>404</title>' },
  { status: 404, type: 'text/plain', body: '' },
  { status: 404, body: { error: 'not_found', path: '/x' } },
  { status: 404, body: { message: 'no Route matched with those values' } },
  { status: 404, body: { message: 'Cannot GET /sessions/validate/x', error: 'Not Found', statusCode: 404 } },
];
