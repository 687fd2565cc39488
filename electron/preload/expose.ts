import type { IpcRenderer } from 'electron';
import { channels } from '../bridge/crossing/channels.ts';
import type { Carrier, Reply } from '../bridge/crossing/connect.ts';

/** What the page gets: two functions, and no way to name a channel or to reach Electron's event objects. */
export function exposedCarrier(ipcRenderer: Pick<IpcRenderer, 'invoke' | 'on' | 'removeListener'>): Carrier {
  return Object.freeze({
    invoke: (method: string, input: unknown) =>
      ipcRenderer.invoke(channels.invoke, method, input) as Promise<Reply>,
    subscribe(event: string, listener: (payload: unknown) => void) {
      const own = (_: unknown, name: unknown, payload: unknown) => {
        if (name === event) listener(payload);
      };
      ipcRenderer.on(channels.event, own);
      return () => void ipcRenderer.removeListener(channels.event, own);
    },
  });
}
