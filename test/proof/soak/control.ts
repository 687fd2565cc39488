import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { abreast, listen, post, type Client } from './traffic.ts';

/** A leg of the soak: the same work over and over. */
export interface Leg {
  /** Does the work so many times, and as many of them at a time as `width` says. */
  run(rounds: number, width: number): Promise<void>;
  close(): Promise<void>;
}

const answer = JSON.stringify({ ok: true, value: Array.from({ length: 40 }, (_, nth) => ({ nth })) });

/** The traffic of the soak to a server that has nothing of Sessiondeck’s: what Node itself keeps, this keeps as well. */
export async function openControl(): Promise<Leg> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (request.url !== '/events') return void request.resume().on('end', () => response.end(answer));
    response.write('\n');
    const alive = setInterval(() => response.write('\n'), 15_000);
    response.on('close', () => clearInterval(alive));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client: Client = { origin: `http://127.0.0.1:${port}`, headers: {} };
  return {
    run: (rounds, width) =>
      abreast(rounds, width, async (nth) => {
        const hangUp = await listen(client);
        for (let call = 0; call < 8; call += 1) await post(client, '/call', { nth });
        await hangUp();
      }),
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}
