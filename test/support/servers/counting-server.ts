import type { Socket } from 'node:net';
import { afterAll } from 'vitest';
import { startRawServer, type RawServer } from './raw-server.ts';

const open: RawServer[] = [];

afterAll(async () => {
  for (const server of open.splice(0)) await server.close();
});

/** A server that counts what it is asked, and answers the n-th request (from 1) as told, until the tests are over. */
export async function countingServer(answer: (socket: Socket, nth: number) => void) {
  let asked = 0;
  const server = await startRawServer((socket) => {
    asked += 1;
    answer(socket, asked);
  });
  open.push(server);
  return { baseUrl: server.baseUrl, asked: () => asked };
}
