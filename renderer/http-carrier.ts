import type { Carrier, Reply } from '../electron/bridge/crossing/connect.ts';
import { failure } from '../electron/bridge/failure.ts';

/** Sends JSON to a path of the host's own origin, with the token. Rejects when there is no answer. */
export type Post = (path: string, body: unknown) => Promise<Response>;

type Listener = (payload: unknown) => void;
type Message = { event: string; payload: unknown };

/** Delays before reconnecting to the event stream, ms; the last delay repeats. */
const pauses = [500, 1000, 2000, 5000];

/**
 * The bridge over HTTP. Calls to a host that is gone are answered with a failure, not rejected. Events come as lines
 * of one answer that does not end, and are asked for again when it breaks off, until `stopped`.
 */
export function httpCarrier(post: Post, stopped?: AbortSignal): Carrier {
  const listeners = new Map<string, Set<Listener>>();
  void receive(post, stopped, ({ event, payload }) => {
    for (const listener of listeners.get(event) ?? []) listener(payload);
  });
  return {
    async invoke(method, input) {
      try {
        const response = await post(`/bridge/${method}`, input);
        return response.ok ? ((await response.json()) as Reply) : lost(method, response.status);
      } catch {
        // fetch says no more than that it failed: the host is gone, or the machine slept.
        return lost(method, null);
      }
    },
    subscribe(event, listener) {
      const own: Listener = (payload) => {
        listener(payload);
      };
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(own));
      return () => set.delete(own);
    },
  };
}

function lost(tried: string, status: number | null): Reply {
  const restarted = 'Sessiondeck was started again since this page was opened';
  const got = status === 401 ? restarted : 'Sessiondeck does not answer here any more';
  return { ok: false, failure: failure({ code: 'unreachable', tried, got, status, next: 'try-later' }) };
}

async function receive(
  post: Post,
  stopped: AbortSignal | undefined,
  deliver: (message: Message) => void,
): Promise<void> {
  const tell = (reached: boolean) => deliver({ event: 'host.reached', payload: { reached } });
  let isLost = false;
  for (let failures = 0; !stopped?.aborted; failures += 1) {
    try {
      const response = await post('/events', {});
      // The token is of an earlier launch: asking again would not help.
      if (response.status === 401) return tell(false);
      if (isLost) tell(true);
      isLost = false;
      for await (const line of lines(response)) {
        failures = 0;
        if (line) deliver(JSON.parse(line) as Message);
      }
    } catch {
      // The stream broke off. Reconnect at once; a host that does not answer then is gone.
      if (failures > 0 && !isLost) tell(false);
      isLost = failures > 0;
    }
    const pause = pauses[Math.min(failures, pauses.length - 1)];
    await new Promise((resolve) => setTimeout(resolve, pause));
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
