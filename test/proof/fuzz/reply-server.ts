import { createServer, type AddressInfo, type Socket } from 'node:net';

/** What goes out for one request: the pieces one after another, and then. */
export interface Reply {
  pieces: (string | Buffer)[];
  /** `keep`: as HTTP has it. `stall`: nothing more, and the connection stays. */
  then: 'keep' | 'end' | 'reset' | 'stall';
  /** Between two pieces, ms. */
  every?: number;
}

export interface ReplyServer {
  port: number;
  close(): Promise<void>;
}

/** A server that writes whatever it is told to the bare socket. `answer` is given the method and the path with query. */
export async function startReplyServer(
  answer: (method: string, path: string) => Reply,
): Promise<ReplyServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
    // The client hangs up in the middle of many of these answers.
    socket.on('error', () => socket.destroy());
    let received = Buffer.alloc(0);
    socket.on('data', (data) => {
      received = Buffer.concat([received, data]);
      for (let size = wholeRequest(received); size > 0; size = wholeRequest(received)) {
        const [method = '', path = ''] = received.toString('latin1', 0, 4096).split(' ', 2);
        received = received.subarray(size);
        give(socket, answer(method, path));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Bytes of the first request that is there as a whole; 0: none is. */
function wholeRequest(received: Buffer): number {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return 0;
  const head = received.toString('latin1', 0, end);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  // A body in chunks is as good as over with its last one.
  const chunked = /^transfer-encoding: *chunked/im.test(head) ? received.indexOf('0\r\n\r\n', end) : null;
  if (chunked !== null) return chunked < 0 ? 0 : chunked + 5;
  return received.length >= end + 4 + length ? end + 4 + length : 0;
}

function give(socket: Socket, { pieces, then, every }: Reply): void {
  const [first, ...rest] = pieces;
  if (first !== undefined && !socket.destroyed) socket.write(first);
  if (rest.length > 0) {
    const next = () => give(socket, { pieces: rest, then, ...(every === undefined ? {} : { every }) });
    if (every === undefined) setImmediate(next);
    else setTimeout(next, every);
  } else if (then === 'end') socket.end();
  else if (then === 'reset') socket.resetAndDestroy();
}
