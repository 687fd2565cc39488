import type { IpcRenderer } from 'electron';
import { channels, type Piece } from '../bridge/crossing/channels.ts';
import type { Carrier, Reply } from '../bridge/crossing/connect.ts';

/** The page's carrier: two functions that give no access to channel names or Electron's event objects. */
export function exposedCarrier(ipcRenderer: Pick<IpcRenderer, 'invoke' | 'on' | 'removeListener'>): Carrier {
  return Object.freeze({
    async invoke(method: string, input: unknown) {
      const handed: unknown = await ipcRenderer.invoke(channels.invoke, method, input);
      return isInPieces(handed) ? wholeReply(ipcRenderer, handed.pieces) : (handed as Reply);
    },
    subscribe(event: string, listener: (payload: unknown) => void) {
      const own = (_: unknown, name: unknown, payload: unknown) => {
        if (name === event) listener(payload);
      };
      ipcRenderer.on(channels.event, own);
      return () => void ipcRenderer.removeListener(channels.event, own);
    },
  });
}

function isInPieces(handed: unknown): handed is { pieces: number } {
  return typeof handed === 'object' && handed !== null && 'pieces' in handed;
}

/** Fetches a large reply piece by piece. */
async function wholeReply(ipcRenderer: Pick<IpcRenderer, 'invoke'>, number: number): Promise<Reply> {
  const texts: string[] = [];
  for (let last = false; !last;) {
    const piece = (await ipcRenderer.invoke(channels.more, number)) as Piece | null;
    if (piece === null) throw new Error('a part of the reply is missing');
    texts.push(piece.text);
    last = piece.last;
  }
  return JSON.parse(texts.join('')) as Reply;
}
