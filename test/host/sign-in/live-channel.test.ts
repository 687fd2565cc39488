import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { nextauth } from '../../../electron/adapters/nextauth.ts';
import { openLive, type LiveChannel } from '../../../electron/host/sign-in/live.ts';

// What a server's live channel may do at most: it brings news, and is not trusted with memory or with the page's time.

let server: WebSocketServer;
let channel: LiveChannel | null;
let told: string[];
beforeEach(async () => {
  told = [];
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: true });
  await once(server, 'listening');
});
afterEach(() => {
  channel?.close();
  for (const client of server.clients) client.terminate();
  server.close();
});

/** Opens the channel; the server's side of it, and what ends when that is closed. */
async function open(): Promise<{ socket: WebSocket; closed: Promise<unknown> }> {
  const connected = once(server, 'connection') as Promise<[WebSocket]>;
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  channel = openLive(nextauth.live, { liveUrl: url, serverId: 'a' }, 'live', (what) => told.push(what));
  const [socket] = await connected;
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  await expect.poll(() => channel?.isOpen()).toBe(true);
  return { socket, closed };
}

test('a message of ordinary length is read: the claims below can fail', async () => {
  const { socket } = await open();
  socket.send(`CONFIRMSCAN ${'x'.repeat(4000)}`);
  await expect.poll(() => told).toEqual(['seen']);
  expect(channel?.isOpen()).toBe(true);
});

test.each<[string, (socket: WebSocket) => void]>([
  ['in one piece', (socket) => socket.send('x'.repeat(17 * 1024), { compress: false })],
  [
    'that is small until it is unpacked',
    (socket) => socket.send('x'.repeat(1024 * 1024), { compress: true }),
  ],
  [
    'in pieces without end',
    (socket) => {
      for (let nth = 0; nth < 40; nth += 1) socket.send('x', { fin: false, compress: false });
    },
  ],
])('a message of more than 16 KiB closes it, and is not kept: %s', async (_, send) => {
  const { socket, closed } = await open();
  send(socket);
  await closed;
  await expect.poll(() => channel?.isOpen()).toBe(false);
  expect(told).toEqual([]);
});

test('what comes thousands of times is told a few times, and a phase is not lost among it', async () => {
  const { socket } = await open();
  for (let nth = 0; nth < 1000; nth += 1) socket.send(nth === 500 ? 'CANCEL' : 'LOGIN');
  await expect.poll(() => told).toContain('declined');
  expect(told.length).toBeLessThan(100);
});
