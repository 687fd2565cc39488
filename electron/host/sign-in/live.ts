import { WebSocket } from 'undici';
import type { LiveProtocol } from '../../adapters/adapter.ts';
import { BridgeError } from '../../bridge/failure.ts';
import { dispatcherFor } from '../http/route/dispatcher.ts';
import { routeTo } from '../http/route/route.ts';
import { throttled } from '../work/throttle.ts';
import { parseBaseUrl } from '../http/urls.ts';

/** Longest message that is parsed, in characters: commands are short. */
const longest = 4096;
/** The channel of a sign-in that is still open after this long, ms, is closed. */
const lifetime = 10 * 60_000;
/** Minimum time between two reports to the page, ms: a server may send thousands of messages a second. */
const pace = 200;

type LiveNews = Exclude<ReturnType<LiveProtocol['read']>, null>;

/** A server's live channel for one sign-in. It only reports changes earlier: polling finds the same. */
export interface LiveChannel {
  isOpen(): boolean;
  close(): void;
}

/**
 * Opens a connection's live channel and registers for one session; null where there is no channel. The URL must follow
 * the rules for base URLs, and no key is sent.
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
    // A phase is not overwritten by `changed` messages that follow it.
    if (told && told !== 'changed') last = told;
    if (told) telling.soon();
  });
  // Losing the channel loses nothing: the sign-in is polled anyway, and `isOpen` shows that it is gone.
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

/** Allows wss: to any host, ws: to this machine only. */
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
