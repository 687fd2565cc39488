import type { IpcMain, IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron';
import { EventEmitter } from 'node:events';
import { appendFileSync } from 'node:fs';
import { desktop } from './desktop.ts';
import type { StandInFrame } from './window/frame.ts';
import { decode, encode, type Encoded } from './page/codec.ts';
import type { FromPage, ToPage } from './page/worlds.ts';

type Listener = Parameters<IpcMain['handle']>[1];

/** Clones as Electron does between processes: throws for a function, or whatever else cannot be cloned. */
export function cloned(value: unknown): Encoded {
  try {
    return keep(encode(structuredClone(value)));
  } catch (error) {
    if (error instanceof DOMException) throw new Error('An object could not be cloned.', { cause: error });
    throw error;
  }
}

/** Whatever crosses to a page can be looked at by the test. */
function keep<Crossing>(crossing: Crossing): Crossing {
  appendFileSync(desktop.config.crossed, `${JSON.stringify(crossing)}\n`);
  return crossing;
}

class StandInIpcMain
  extends EventEmitter
  implements Pick<IpcMain, 'handle' | 'handleOnce' | 'removeHandler'>
{
  readonly #handlers = new Map<string, Listener>();

  handle(channel: string, listener: Listener): void {
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.#handlers.set(channel, listener);
  }

  handleOnce(channel: string, listener: Listener): void {
    this.handle(channel, (event, ...args: unknown[]) => {
      this.removeHandler(channel);
      return listener(event, ...args) as unknown;
    });
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** What a page's call is answered with. */
  async answer(
    { id, channel, args }: Extract<FromPage, { kind: 'invoke' }>,
    event: IpcMainInvokeEvent,
  ): Promise<ToPage> {
    const refuse = (reason: string): ToPage => {
      const message = `Error invoking remote method '${channel}': ${reason}`;
      return keep({ kind: 'refuse', id, message });
    };
    const handler = this.#handlers.get(channel);
    if (!handler) return refuse(`Error: No handler registered for '${channel}'`);
    try {
      const value: unknown = await handler(event, ...(decode(args) as unknown[]));
      return { kind: 'reply', id, value: cloned(value) };
    } catch (error) {
      return refuse(String(error));
    }
  }
}

export const ipcMain = new StandInIpcMain();

/** `senderFrame` is null once its document has been left, as in Electron. */
export function eventFrom(sender: WebContents, frame: StandInFrame | null): IpcMainInvokeEvent {
  const event = {
    type: 'frame' as const,
    sender,
    processId: frame?.processId ?? -1,
    frameId: frame?.routingId ?? -1,
    get senderFrame(): WebFrameMain | null {
      return frame === null || frame.isDestroyed() ? null : (frame as unknown as WebFrameMain);
    },
    preventDefault: () => undefined,
    defaultPrevented: false,
  };
  return event;
}
