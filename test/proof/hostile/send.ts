import { connect } from 'node:net';
import type { RawRequest } from './raw-variants.ts';

/** For a server that neither answers nor hangs up, ms. Ours hangs up after 30 s at most (`web/server.ts`). */
const patience = 90_000;

/** The request as bytes, exactly as it was asked for. */
export function bytesOf({ method, target, headers, body }: RawRequest): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [
    `${method} ${target} HTTP/1.1`,
    ...lines,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

/** Sends bytes to a port of this machine, and resolves with whatever comes back until the other side closes. */
export function sendBytes(port: number, bytes: string, address = '127.0.0.1'): Promise<string> {
  return new Promise((resolve) => {
    let got = '';
    const socket = connect(port, address, () => socket.write(bytes, 'latin1'));
    socket.setTimeout(patience, () => socket.destroy());
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1');
      // An answer that does not end, as that with the events, has begun.
      if (/^HTTP\/1\.\d 2/m.test(got)) socket.destroy();
    });
    // Being hung up on is one of the answers that are hoped for.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(got));
  });
}

/** Whether any of the answers in the text is a 2xx. */
export function isSuccess(answers: string): boolean {
  return /^HTTP\/1\.\d 2\d\d/m.test(answers);
}
