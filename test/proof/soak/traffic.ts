/** What a page sends to a server on this machine. */
export interface Client {
  origin: string;
  headers: Record<string, string>;
}

/** Sends one call and reads its answer to the end. */
export async function post({ origin, headers }: Client, path: string, body: unknown): Promise<unknown> {
  const reply = await fetch(origin + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return reply.json();
}

/** Listens to a stream of events: resolves once its first bytes have come. Returns what hangs up. */
export async function listen({ origin, headers }: Client): Promise<() => Promise<void>> {
  const gone = new AbortController();
  const { signal } = gone;
  const reply = await fetch(`${origin}/events`, { method: 'POST', headers, body: '{}', signal });
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
