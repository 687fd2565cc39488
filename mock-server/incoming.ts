import type { IncomingMessage } from 'node:http';

const bodyLimit = 1024 * 1024;

/**
 * Why this request must not be answered, or nothing. A web page must not reach the mock server, by any name; a link may
 * lead to what `mayBeOpened`. Where the API `checksOrigin` itself, that is left to it.
 */
export function refusalReason(
  request: IncomingMessage,
  port: number,
  { checksOrigin, mayBeOpened }: { checksOrigin: boolean; mayBeOpened: boolean },
): string | undefined {
  if (!isOwnHost(request, port)) return `Only 127.0.0.1:${port} and localhost:${port} are served`;
  // Express routes an absolute form as well, by another server's name.
  if (!/^\/(?!\/)/.test(request.url ?? '/')) return 'Only paths are served';
  if (checksOrigin) return undefined;
  const site = request.headers['sec-fetch-site'];
  const opened = mayBeOpened && request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !opened)
    return 'Requests from other sites are refused';
  const origin = request.headers.origin;
  if (origin !== undefined && !ownAuthorities(port).some((own) => origin === `http://${own}`)) {
    return 'Requests from other origins are refused';
  }
  return undefined;
}

/** The body as text, or nothing when it is larger than 1 MiB; the rest of such a body is read and dropped. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) {
    request.resume();
    return undefined;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyLimit) chunks.push(chunk);
  }
  return size > bodyLimit ? undefined : Buffer.concat(chunks).toString('utf8');
}

function isOwnHost(request: IncomingMessage, port: number): boolean {
  const hosts = request.headersDistinct['host'] ?? [];
  return hosts.length === 1 && ownAuthorities(port).includes(hosts[0] ?? '');
}

function ownAuthorities(port: number): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}
