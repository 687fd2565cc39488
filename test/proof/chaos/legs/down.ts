import { rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BridgeError } from '../../../../electron/bridge/failure.ts';
import { newFolder } from '../../../../scripts/folders.ts';
import { HostProcess } from '../host-process.ts';

/** How a server is of no use, with what each operation may cost it. */
interface Way {
  name: string;
  answer: (response: ServerResponse, elsewhere: string) => void;
  /** The most requests for each operation. */
  most: number;
}

const status = (code: number) => (response: ServerResponse) => void response.writeHead(code).end();
const ways: Way[] = [
  {
    name: 'resets every connection',
    answer: (response) => void response.socket?.resetAndDestroy(),
    most: 1.1,
  },
  { name: 'answers 503', answer: status(503), most: 1.1 },
  { name: 'answers 401', answer: status(401), most: 1 },
  { name: 'answers 403', answer: status(403), most: 1 },
  {
    name: 'redirects',
    answer: (response, elsewhere) => void response.writeHead(307, { location: `${elsewhere}/v1` }).end(),
    most: 1,
  },
];

/** What `npm run chaos -- --leg down` counts. */
export interface DownFigures {
  rows: { name: string; operations: number; requests: number; most: number }[];
  /** Requests to the target of the redirects. */
  redirected: number;
  seconds: number;
}

/** Asks servers that are of no use for their sessions, over and over, and counts what reaches them. */
export async function runDown(operations: number): Promise<DownFigures> {
  const started = performance.now();
  const folder = newFolder();
  const host = new HostProcess(folder, new Map());
  const elsewhere = await counting((response) => void response.end());
  const rows: DownFigures['rows'] = [];
  try {
    await host.ready;
    for (const { name, answer, most } of ways) {
      const server = await counting((response) => answer(response, elsewhere.origin));
      await list(host, name, server.origin, operations);
      rows.push({ name, operations, requests: server.requests(), most });
      await server.close();
    }
    const seconds = (performance.now() - started) / 1000;
    return { rows, redirected: elsewhere.requests(), seconds };
  } finally {
    host.kill();
    await host.gone;
    await elsewhere.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether no server was asked more often than it may be. */
export function isSparing({ rows, redirected }: DownFigures): boolean {
  return redirected === 0 && rows.every(({ operations, requests, most }) => requests <= most * operations);
}

export function downLines({ rows, redirected, seconds }: DownFigures): string[] {
  const lines = rows.map(({ name, operations, requests, most }): [string, string] => {
    const each = (requests / operations).toFixed(3);
    return [name, `${requests} requests for ${operations} operations: ${each} each, at most ${most}`];
  });
  const all = [...lines, ['redirects followed', String(redirected)], ['duration', `${seconds.toFixed(1)} s`]];
  return all.map(([name = '', value = '']) => `${name.padEnd(27)} ${value}`);
}

async function list(
  { bridge }: HostProcess,
  name: string,
  origin: string,
  operations: number,
): Promise<void> {
  const draft = { id: null, api: 'clerk', name, kind: 'development', colour: 'red' } as const;
  const rest = { baseUrl: `${origin}/v1`, settings: {}, filters: {} };
  const { id: connectionId } = await bridge('connections.save', { ...draft, ...rest });
  await bridge('keys.put', { connectionId, secrets: { secretKey: 'sk_test_chaos_of_a_server' } });
  for (let nth = 0; nth < operations; nth += 1) {
    try {
      await bridge('sessions.list', { connectionId, filters: { userId: 'user_1' } });
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
    }
  }
}

async function counting(answer: (response: ServerResponse) => void) {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    return closed;
  };
  return { origin: `http://127.0.0.1:${port}`, requests: () => requests, close };
}
