import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

/** All that came of one request, also where it came to no end. */
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

/** When an exchange that comes to no end is given up. */
type Enough = (found: Omit<Exchange, 'end' | 'took'>) => boolean;

/** One request, watched to its end, or until what came of it is enough. */
export function exchange(
  method: string,
  url: string,
  headers: Record<string, string>,
  enough: Enough = () => false,
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
      resolve({ ...found, end, took: performance.now() - startedAt });
      outgoing.destroy();
    };
    const look = (): void => {
      if (enough(found)) finish('still open');
    };
    outgoing.on('error', () => finish('broken'));
    outgoing.on('response', (response) => {
      found.status = response.statusCode;
      found.headers = response.headers;
      response.on('data', (chunk: Buffer) => {
        found.bytes = Buffer.concat([found.bytes, chunk]);
        look();
      });
      response.on('end', () => finish('whole'));
      response.on('error', () => finish('broken'));
      look();
    });
    outgoing.end();
  });
}
