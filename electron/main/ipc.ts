import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import { channels } from '../bridge/channels.ts';
import type { Carrier, Reply } from '../bridge/connect.ts';
import { events } from '../bridge/events.ts';
import { failure } from '../bridge/failure.ts';
import { isOwnUrl } from './page.ts';

/** Whether a call comes from the main frame of our own page. A sub-frame shares its window's WebContents. */
function isOwnFrame({ senderFrame }: Pick<IpcMainInvokeEvent, 'senderFrame'>): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOwnUrl(senderFrame.url);
}

/** Answers the page's calls. The only place that listens to IPC. */
export function serveIpc(ipcMain: Pick<IpcMain, 'handle'>, carrier: Carrier): void {
  ipcMain.handle(channels.invoke, async (event, method: unknown, input: unknown): Promise<Reply> => {
    if (isOwnFrame(event) && typeof method === 'string') return carrier.invoke(method, input);
    const got = 'the call did not come from Sessiondeck’s own page';
    return { ok: false, failure: failure({ code: 'forbidden', tried: 'a call', got, next: 'report' }) };
  });
}

/** Sends every event to a window until the returned function is called. */
export function forwardEvents(contents: Pick<WebContents, 'send'>, carrier: Carrier): () => void {
  const stops = Object.keys(events).map((event) =>
    carrier.subscribe(event, (payload) => {
      contents.send(channels.event, event, payload);
    }),
  );
  return () => {
    for (const stop of stops) stop();
  };
}
