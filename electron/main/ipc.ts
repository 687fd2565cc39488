import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import { channels } from '../bridge/crossing/channels.ts';
import type { Carrier, Reply } from '../bridge/crossing/connect.ts';
import { events } from '../bridge/events.ts';
import { failure } from '../bridge/failure.ts';
import { LargeReplies } from './large-replies.ts';
import { isOwnUrl } from './page.ts';

/** A reply, or the number to request its pieces with. */
type Handed = Reply | { pieces: number };

type Sender = Pick<WebContents, 'id'>;

/** Whether a call comes from the main frame of our own page in our window. Sub-frames share its WebContents. */
function isOwnCall({ sender, senderFrame }: IpcMainInvokeEvent, own: Sender | null): boolean {
  if (own === null || sender.id !== own.id) return false;
  return senderFrame !== null && senderFrame.parent === null && isOwnUrl(senderFrame.url);
}

/**
 * Answers the page's calls, large replies in pieces; never rejects. The only code that listens to IPC.
 *
 * @param own the contents of our one window, or null before it exists
 */
export function serveIpc(
  ipcMain: Pick<IpcMain, 'handle'>,
  carrier: Pick<Carrier, 'invoke'>,
  own: () => Sender | null,
): void {
  const replies = new LargeReplies();
  ipcMain.handle(channels.invoke, async (event, method: unknown, input: unknown): Promise<Handed> => {
    if (isOwnCall(event, own()) && typeof method === 'string')
      return replies.inPieces(await carrier.invoke(method, input));
    const got = 'the call did not come from Sessiondeck’s own page';
    return { ok: false, failure: failure({ code: 'forbidden', tried: 'a call', got, next: 'report' }) };
  });
  ipcMain.handle(channels.more, async (event, number: unknown) =>
    isOwnCall(event, own()) ? replies.next(number) : null,
  );
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
