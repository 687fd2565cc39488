import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LiveServer } from './api.ts';
import { refusalReason } from './guards.ts';

/** Where an API's live channel is. */
const livePath = '/_live';

/** Opens the live channel of a listening server, behind the same guards as the rest; returns its address. */
export function serveLive(server: Server, live: LiveServer): string {
  const { port } = server.address() as AddressInfo;
  server.on('upgrade', (request, socket, head) => {
    if (
      request.url === livePath &&
      refusalReason(request, port, { checksOrigin: false, mayBeOpened: false }) === undefined
    ) {
      live.upgrade(request, socket, head);
    } else socket.destroy();
  });
  return `ws://127.0.0.1:${port}${livePath}`;
}
