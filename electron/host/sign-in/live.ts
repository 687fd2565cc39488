import { WebSocket } from 'undici';
import type { LiveProtocol } from '../../adapters/adapter.ts';
import { BridgeError } from '../../bridge/failure.ts';
import { dispatcherFor } from '../http/http.ts';
import { routeTo } from '../http/route.ts';
import { throttled } from '../work/throttle.ts';
import { parseBaseUrl } from '../http/urls.ts';

/** Longest message that is looked at, in characters: commands are short. */
const longest = 4096;
/** A sign-in that is not over by then is given up, ms. */
const lifetime = 10 * 60_000;
/** What is told goes to the page, at most once in this time, ms: a server can say something thousands of times a second. */
const pace = 200;

type LiveNews = Exclude<ReturnType<LiveProtocol['read']>, null>;

/** A server's live channel for one sign-in. It only brings news early: without it, polling finds the same. */
export interface LiveChannel {
  isOpen(): boolean;
  close(): void;
}

/**
 * Opens the live channel of a connection that has one, and registers for one session; null where there is none. The
 * address falls under the same rules as a base URL, and no key is sent.
 */
export function openLive(
  live: LiveProtocol | undefined,
  settings: Record<string, string>,
  liveId: string | null,
  tell: (told: LiveNews) => void,
): LiveChannel | null {
  const url = live?.url(settings);
  if (!live || !url || !liveId || !isAllowed(url)) return null;
  const socket = new WebSocket(url, { dispatcher: dispatcherFor(routeTo(new URL(url), settings)) });
  const timer = setTimeout(() => {
    socket.close();
  }, lifetime);
  socket.addEventListener('open', () => {
    socket.send(live.register(settings, liveId));
  });
  let last: LiveNews = 'changed';
  const telling = throttled(() => {
    tell(last);
    last = 'changed';
  }, pace);
  socket.addEventListener('message', ({ data }) => {
    const told = typeof data === 'string' && data.length <= longest ? live.read(data) : null;
    // A phase outlasts the changes that are told of after it.
    if (told && told !== 'changed') last = told;
    if (told) telling.soon();
  });
  // Losing the channel loses nothing: the sign-in is polled anyway, and `isOpen` says that it is gone.
  socket.addEventListener('error', () => undefined);
  return {
    isOpen: () => socket.readyState === WebSocket.OPEN,
    close() {
      clearTimeout(timer);
      telling.stop();
      socket.close();
    },
  };
}

/** wss: anywhere, ws: to this machine only. */
function isAllowed(url: string): boolean {
  if (!/^wss?:\/\//.test(url)) return false;
  try {
    parseBaseUrl(url.replace(/^ws/, 'http'));
    return true;
  } catch (error) {
    if (error instanceof BridgeError) return false;
    throw error;
  }
}
