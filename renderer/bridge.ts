import type { Carrier, Reply } from '../electron/bridge/connect.ts';
import { failure } from '../electron/bridge/failure.ts';

declare global {
  interface Window {
    /** Put there by the preload script, in the desktop shell only. */
    bridge?: Carrier;
  }
}

/** The page has no valid token of a running Sessiondeck: its address was used before, or the host has stopped. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

const tokenHeader = 'X-Sessiondeck-Token';
const tokenSlot = 'sessiondeck-token';
/** Waiting times before the events are asked for again, ms; the last one repeats. */
const pauses = [500, 1000, 2000, 5000];

/** The carrier of this shell: the preload's, or HTTP to the page's own origin. Throws NotConnected. */
export async function openCarrier(): Promise<Carrier> {
  return window.bridge ?? httpCarrier(await takeToken());
}

/** Exchanges the one-time code of the address for the token. A reload finds the token in sessionStorage. */
async function takeToken(): Promise<string> {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code) {
    // Before any other request: the code must not stay in the address bar or the history.
    history.replaceState(null, '', location.pathname);
    const response = await post('/launch', { code }, {});
    if (response.ok) sessionStorage.setItem(tokenSlot, ((await response.json()) as { token: string }).token);
  }
  const token = sessionStorage.getItem(tokenSlot);
  if (!token) throw new NotConnected('there is no token');
  const probe = await post('/bridge/app.about', {}, { [tokenHeader]: token });
  if (probe.ok) return token;
  sessionStorage.removeItem(tokenSlot);
  throw new NotConnected('the token is of an earlier launch');
}

function post(
  path: string,
  body: unknown,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
    credentials: 'omit',
    signal: signal ?? null,
  });
}

type Listener = (payload: unknown) => void;

function httpCarrier(token: string): Carrier {
  const headers = { [tokenHeader]: token };
  const listeners = new Map<string, Set<Listener>>();
  void receive(headers, ({ event, payload }) => {
    for (const listener of listeners.get(event) ?? []) listener(payload);
  });
  return {
    async invoke(method, input) {
      try {
        const response = await post(`/bridge/${method}`, input, headers);
        return response.ok ? ((await response.json()) as Reply) : lost(method, response.status);
      } catch {
        // fetch says no more than "failed": the host is gone, or the machine slept.
        return lost(method, null);
      }
    },
    subscribe(event, listener) {
      const own: Listener = (payload) => listener(payload);
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(own));
      return () => set.delete(own);
    },
  };
}

function lost(tried: string, status: number | null): Reply {
  const got =
    status === 401
      ? 'Sessiondeck was started again since this page was opened'
      : 'Sessiondeck does not answer here any more';
  return { ok: false, failure: failure({ code: 'unreachable', tried, got, status, next: 'try-later' }) };
}

/** Reads the stream of events, line by line, and asks for it again when it breaks off. */
async function receive(
  headers: Record<string, string>,
  deliver: (message: { event: string; payload: unknown }) => void,
) {
  for (let failures = 0; ; failures += 1) {
    try {
      const response = await post('/events', {}, headers);
      if (response.status === 401) return;
      for await (const line of lines(response)) {
        failures = 0;
        if (line) deliver(JSON.parse(line) as { event: string; payload: unknown });
      }
    } catch {
      // The stream broke off. Calls say so to the person; here it is only asked for again.
    }
    await new Promise((resolve) => setTimeout(resolve, pauses[Math.min(failures, pauses.length - 1)]));
  }
}

async function* lines(response: Response): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const whole = (rest + part.value).split('\n');
    rest = whole.pop() ?? '';
    yield* whole;
  }
}
