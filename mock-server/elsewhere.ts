import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const remembered = 1000;

/** Another origin on this machine, which no request should reach. */
export interface Elsewhere {
  origin: string;
  /** The first 1,000 requests that followed a redirect here, which none should have: oldest first, with their headers. */
  requests: { method: string; path: string; headers: Record<string, string> }[];
  close(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. It answers every request alike. */
export async function startElsewhere(): Promise<Elsewhere> {
  const requests: Elsewhere['requests'] = [];
  const server = createServer((request, response) => {
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
    const { method = '', url = '' } = request;
    if (requests.length < remembered)
      requests.push({ method, path: url, headers: Object.fromEntries(headers) });
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
