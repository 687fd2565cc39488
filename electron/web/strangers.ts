import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** Connections on which nobody has shown the token, at the same time. */
const most = 64;

/**
 * Keeps one program from filling the server with connections: of those on which nobody has shown the token, the oldest
 * has to go when there are too many. A limit that turns the newest away would let that program lock the page out.
 *
 * @returns to be called for a request that showed the token: its connection is not counted any more
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
