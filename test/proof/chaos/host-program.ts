import { openHost } from '../../../electron/host/index.ts';
import type { KeyStore } from '../../../electron/host/keys/keys.ts';
import { reportFault } from '../../../electron/host/scrub/report.ts';
import { keepWhatIsOnDisk } from './legs/power.ts';
import type { Ask, Order, Told } from './host-process.ts';

// The host that `npm run chaos` kills: forked, with the store's folder and the deadline of an operation, ms, as its arguments.

const tell = (told: Told) => process.send?.(told);
const asked: PromiseWithResolvers<string | null>[] = [];

/** The keychain is kept by the process that forked us, and outlives us as the system's would. */
function ask(what: Ask): Promise<string | null> {
  const answer = Promise.withResolvers<string | null>();
  asked.push(answer);
  tell({ kind: 'key', id: asked.length - 1, what });
  return answer.promise;
}

const keys: KeyStore = {
  kind: 'keychain',
  read: (name) => ask({ act: 'read', name }),
  write: async (name, value) => {
    await ask({ act: 'write', name, value });
  },
  remove: async (name) => {
    await ask({ act: 'remove', name });
  },
};

process.on('message', (order: Order) => {
  if (order.kind === 'key') asked[order.id]?.resolve(order.value);
  else void answer(order.id, order.method, order.input);
});
process.on('disconnect', () => process.exit());

const folder = process.argv[2] ?? '';
keepWhatIsOnDisk(folder);
const host = openHost({
  folder,
  keychain: { state: 'ready', keys },
  shell: 'browser',
  version: '0.0.0-chaos',
  demo: null,
  budget: Number(process.argv[3]),
  // Servers that are down are many here: the usual wait before each second attempt would be most of the time.
  backoff: 50,
  report: reportFault,
});
host.subscribe('revocation.progress', (payload) =>
  tell({ kind: 'event', event: 'revocation.progress', payload }),
);
tell({ kind: 'ready' });

async function answer(id: number, method: string, input: unknown): Promise<void> {
  tell({ kind: 'reply', id, reply: await host.invoke(method, input) });
}
