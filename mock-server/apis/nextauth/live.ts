import { WebSocketServer, type WebSocket } from 'ws';
import type { LiveParts, LiveServer } from '../../api.ts';
import { hsid, type LoginRequest, type NextauthTables } from './seed.ts';

/** How often the data is checked for changes, ms. */
const lookEvery = 50;

/** What a login's state is called on the channel; a login that was confirmed shows as a session logged in. */
const words: Partial<Record<LoginRequest['state'], (request: LoginRequest) => string>> = {
  waiting: ({ kind }) => (kind === 'push' ? 'CONFIRMPROVOKE' : ''),
  seen: () => 'CONFIRMSCAN',
  declined: () => 'CANCEL',
};

/**
 * The vendor's WebSocket (doc.nextauth.com, server SDK, websocket): `REGISTER hsid serverid` is answered with LOGIN or
 * LOGOUT, and again whenever that changes; between them CONFIRMSCAN, CONFIRMPROVOKE and CANCEL.
 */
export function nextauthLive({ tables }: LiveParts<NextauthTables>): LiveServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4096 });
  const watched = new Map<WebSocket, { id: string; server: string; told: string }>();

  function look(): void {
    for (const [socket, watch] of watched) {
      const news = newsOf(tables(), watch.id);
      if (news === watch.told) continue;
      watch.told = news;
      for (const word of news.split(' ').filter(Boolean).slice(-1))
        socket.send(`${word} ${watch.id} ${watch.server}`);
    }
  }

  const timer = setInterval(look, lookEvery);
  sockets.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const [command, id, server] = data.toString().split(' ');
      if (command !== 'REGISTER' || !id || !server) return;
      watched.set(socket, { id, server, told: '' });
      look();
    });
    socket.on('close', () => watched.delete(socket));
  });
  return {
    upgrade: (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
    },
    close() {
      clearInterval(timer);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

/** The session's state in one word, and what its last login has come to in another. */
function newsOf({ sessions, requests }: NextauthTables, id: string): string {
  const session = sessions.find(({ nonce }) => hsid(nonce) === id);
  if (session && session.accountid !== null) return 'LOGIN';
  const told = requests
    .filter(({ nonce }) => hsid(nonce) === id)
    .map((request) => words[request.state]?.(request) ?? '')
    .findLast((word) => word !== '');
  return `LOGOUT ${told ?? ''}`.trim();
}
