/** What a page sends to a server on this machine. */
export interface Client {
  origin: string;
  headers: Record<string, string>;
}

/** Sends one call and reads its answer to the end. */
export async function post({ origin, headers }: Client, path: string, body: unknown): Promise<unknown> {
  const reply = await send(origin + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return reply.json();
}

/**
 * After a window was measured, which takes seconds, the server may be closing the very connection that is taken for the
 * next request: that has reached nobody, and is sent once more.
 */
function send(url: string, options: RequestInit): Promise<Response> {
  return fetch(url, options).catch((error: unknown) => {
    if (!isReset(error)) throw error;
    return fetch(url, options);
  });
}

function isReset(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : null;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET';
}

/** Listens to a stream of events: resolves once its first bytes have come. Returns what hangs up. */
export async function listen({ origin, headers }: Client): Promise<() => Promise<void>> {
  const gone = new AbortController();
  const { signal } = gone;
  const reply = await send(`${origin}/events`, { method: 'POST', headers, body: '{}', signal });
  const reader = reply.body?.getReader();
  await reader?.read();
  return async () => {
    const ended = reader?.closed.catch(() => undefined);
    gone.abort();
    await ended;
  };
}

/** Does the work for each number below `count`, so many at a time. */
export async function abreast(
  count: number,
  width: number,
  work: (nth: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const nth = next;
      next += 1;
      await work(nth);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
