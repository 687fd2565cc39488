import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

/** All that came of one request within a while, also where it came to no end. */
export interface Exchange {
  /** Undefined when no head came. */
  status: number | undefined;
  headers: IncomingHttpHeaders;
  /** As on the wire: not unpacked. */
  bytes: Buffer;
  end: 'whole' | 'broken' | 'still open';
  /** How long it took, in milliseconds. */
  took: number;
}

/** One request, watched for at most some milliseconds. */
export function exchange(
  method: string,
  url: string,
  headers: Record<string, string>,
  milliseconds = 1000,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const found: Exchange = {
      status: undefined,
      headers: {},
      bytes: Buffer.alloc(0),
      end: 'still open',
      took: 0,
    };
    const outgoing = request(url, { method, headers, agent: false });
    const finish = (end: Exchange['end']): void => {
      clearTimeout(timer);
      resolve({ ...found, end, took: performance.now() - startedAt });
      outgoing.destroy();
    };
    const timer = setTimeout(() => finish('still open'), milliseconds);
    outgoing.on('error', () => finish('broken'));
    outgoing.on('response', (response) => {
      found.status = response.statusCode;
      found.headers = response.headers;
      response.on('data', (chunk: Buffer) => (found.bytes = Buffer.concat([found.bytes, chunk])));
      response.on('end', () => finish('whole'));
      response.on('error', () => finish('broken'));
    });
    outgoing.end();
  });
}
