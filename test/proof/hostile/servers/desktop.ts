import { setImmediate as nextTurn } from 'node:timers/promises';
import { serialize } from 'node:v8';
import { channels, type Piece } from '../../../../electron/bridge/crossing/channels.ts';
import type { Carrier } from '../../../../electron/bridge/crossing/connect.ts';
import { serveIpc } from '../../../../electron/main/ipc.ts';

type Answer = (event: unknown, given: unknown) => Promise<unknown>;

const event = { sender: { id: 1 }, senderFrame: { parent: null, url: 'app://page/index.html' } };

/**
 * A carrier whose replies are also handed over as in the desktop app: by its end of Electron's IPC, and copied by V8 as
 * Electron copies what crosses, each answer in a turn of its own.
 */
export function alsoOnDesktop(host: Carrier): Carrier {
  return {
    subscribe: host.subscribe,
    async invoke(method, input) {
      const reply = await host.invoke(method, input);
      const answers = new Map<string, Answer>();
      const handle = (channel: string, answer: unknown) => void answers.set(channel, answer as Answer);
      serveIpc({ handle }, { invoke: () => Promise.resolve(reply) }, () => ({ id: 1 }));
      await handOver(async (channel, given) => answers.get(channel)?.(event, given));
      return reply;
    },
  };
}

async function handOver(ask: (channel: string, given: unknown) => Promise<unknown>): Promise<void> {
  const handed = await ask(channels.invoke, 'a call');
  serialize(handed);
  if (typeof handed !== 'object' || handed === null || !('pieces' in handed)) return;
  for (let last = false; !last;) {
    await nextTurn();
    const piece = (await ask(channels.more, handed.pieces)) as Piece;
    serialize(piece);
    last = piece.last;
  }
}
