import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** What the server answers to a page: JSON, or a status and its headers. */
export type PageAnswer = { body: unknown } | { status: number; headers?: Record<string, string> };

export interface PagingServer {
  baseUrl: string;
  /** The offsets asked for, in the order in which they came. */
  asked: number[];
  /** The most requests that were open at a time. */
  atOnce: () => number;
}

const open: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of open.splice(0)) await close();
});

/** A Clerk-shaped server of lists; `answer` is called with the offset of each page that is asked for. */
export async function pagingServer(answer: (offset: number) => Promise<PageAnswer> | PageAnswer) {
  const asked: number[] = [];
  let [now, most] = [0, 0];
  const server = createServer((request, response) => void respond(request, response));
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const offset = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('offset') ?? 0);
    asked.push(offset);
    most = Math.max(most, (now += 1));
    const given = await answer(offset);
    now -= 1;
    if ('status' in given) return void response.writeHead(given.status, given.headers).end('{"errors":[]}');
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(given.body));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}`, asked, atOnce: () => most } satisfies PagingServer;
}

/** Rows `from` up to, and not including, `to` of a list of Clerk sessions. */
export function clerkRows(from: number, to: number): object[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => ({
    ...{ object: 'session', id: `sess_${from + index}`, client_id: 'client_1', user_id: 'user_1' },
    ...{ status: 'active', last_active_at: 1_760_000_000_000, created_at: 1_750_000_000_000 },
  }));
}
