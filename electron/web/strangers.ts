import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** Maximum number of simultaneous connections that have not shown the token. */
const most = 64;

/**
 * Keeps another program from filling the server with connections: when too many have not shown the token, the oldest of
 * them is closed. Closing the newest instead would let that program lock the page out.
 *
 * @returns a function to call for a request that showed the token, whose connection is then no longer counted
 */
export function limitStrangers(server: Server): (request: IncomingMessage) => void {
  const strangers = new Set<Socket>();
  server.on('connection', (socket) => {
    strangers.add(socket);
    socket.once('close', () => strangers.delete(socket));
    const [oldest] = strangers;
    if (strangers.size > most) oldest?.destroy();
  });
  return ({ socket }) => void strangers.delete(socket);
}
