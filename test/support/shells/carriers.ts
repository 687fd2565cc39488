import { EventEmitter } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Carrier } from '../../../electron/bridge/crossing/connect.ts';
import { forwardEvents, serveIpc } from '../../../electron/main/ipc.ts';
import { exposedCarrier } from '../../../electron/preload/expose.ts';
import { startWebShell } from '../../../electron/web/server.ts';
import { httpCarrier } from '../../../renderer/http-carrier.ts';
import { newFolder } from '../../../scripts/folders.ts';

export interface Carried {
  carrier: Carrier;
  stop(): Promise<void>;
}

/** Each way across: the host's carrier on one side, the page's on the other. */
export const carriers: Record<string, (host: Carrier) => Promise<Carried>> = {
  direct: (carrier) => Promise.resolve({ carrier, stop: () => Promise.resolve() }),
  'Electron IPC': (host) => Promise.resolve(overIpc(host)),
  'HTTP on loopback': overHttp,
};

type Handler = Parameters<Parameters<typeof serveIpc>[0]['handle']>[1];
type Renderer = Parameters<typeof exposedCarrier>[0];
type Invoked = Parameters<Handler>[0];

/** Electron's two ends without Electron: what crosses is copied as structured clone copies it. */
function overIpc(host: Carrier): Carried {
  const handlers = new Map<string, Handler>();
  serveIpc({ handle: (channel, handler) => void handlers.set(channel, handler) }, host, () => ({ id: 1 }));
  const pageEvents = new EventEmitter();
  const send = (channel: string, ...args: unknown[]) =>
    pageEvents.emit(channel, {}, ...structuredClone(args));
  const stop = forwardEvents({ send }, host);
  const senderFrame = { parent: null, url: 'app://page/index.html' };
  const event = { sender: { id: 1 }, senderFrame } as unknown as Invoked;
  const ipcRenderer: Pick<Renderer, 'invoke' | 'on' | 'removeListener'> = {
    async invoke(channel: string, ...args: unknown[]) {
      const reply: unknown = await handlers.get(channel)?.(event, ...structuredClone<unknown[]>(args));
      return structuredClone(reply);
    },
    on(channel, listener) {
      pageEvents.on(channel, listener);
      return this as Renderer as never;
    },
    removeListener(channel, listener) {
      pageEvents.removeListener(channel, listener);
      return this as Renderer as never;
    },
  };
  return { carrier: exposedCarrier(ipcRenderer), stop: () => Promise.resolve(stop()) };
}

async function overHttp(host: Carrier): Promise<Carried> {
  const page = newFolder();
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Sessiondeck</title>');
  const shell = await startWebShell(host, page);
  const { post } = await openPage(shell.address());
  const stopped = new AbortController();
  const carrier = httpCarrier(post, stopped.signal);
  return {
    carrier,
    stop() {
      stopped.abort();
      return shell.close();
    },
  };
}

/** Does what the page does with its address: takes the code out and exchanges it for the token. */
export async function openPage(address: string) {
  const { origin, hash } = new URL(address);
  const send = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(origin + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: origin, ...headers },
      body: JSON.stringify(body),
    });
  const code = new URLSearchParams(hash.slice(1)).get('code');
  const { token } = (await (await send('/launch', { code })).json()) as { token: string };
  const post = (path: string, body: unknown) => send(path, body, { 'X-Sessiondeck-Token': token });
  return { origin, token, post, send };
}
