import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';

/** What a server without any guard answers, by what the browser wants it for. */
const contents: Record<string, [string, string]> = {
  image: ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'],
  script: ['text/javascript', ''],
  worker: ['text/javascript', 'postMessage(1)'],
  serviceworker: ['text/javascript', ''],
  style: ['text/css', ''],
  stream: ['text/event-stream', 'data: 1\n\n'],
};
const page: [string, string] = ['text/html', '<!doctype html><body>for everybody</body>'];
/** RFC 6455, 1.3. */
const webSocketName = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A server of 127.0.0.1 that lets everybody do everything: the attacker's own, and what attacks have to succeed on. */
export function startLax(): Promise<Server> {
  const server = createServer((request, response) => {
    const [type, body] = contents[wantedBy(request)] ?? page;
    response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(body);
  });
  server.on('upgrade', ({ headers }, socket) => {
    const key = `${headers['sec-websocket-key'] ?? ''}${webSocketName}`;
    const accept = createHash('sha1').update(key).digest('base64');
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.on('error', () => socket.destroy());
    // It has been opened; an upgraded connection that nobody ends keeps a server from closing.
    socket.end([...lines, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function wantedBy({ headers }: IncomingMessage): string {
  if (headers.accept === 'text/event-stream') return 'stream';
  return headers['sec-fetch-dest'] ?? '';
}
