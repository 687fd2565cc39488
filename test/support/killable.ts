import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { KeyStore } from '../../electron/host/keys/keys.ts';

/** What a program says: a change of its keychain, where its page is, or that an entry was recorded. */
export type Told =
  | { kind: 'key'; name: string; value: string | null }
  | { kind: 'address'; address: string }
  | { kind: 'recorded' };

/** A keychain in a map. `changed` is awaited after each change: null means removed. */
export function mappedKeys(
  kept: Map<string, string>,
  changed: (name: string, value: string | null) => Promise<void> = () => Promise.resolve(),
): KeyStore {
  return {
    kind: 'keychain',
    read: async (name) => kept.get(name) ?? null,
    async write(name, value) {
      kept.set(name, value);
      await changed(name, value);
    },
    async remove(name) {
      kept.delete(name);
      await changed(name, null);
    },
  };
}

export interface Killable {
  /** Opens its page once. */
  address: string;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Takes over what a program says of its keychain. */
export function keep(kept: Map<string, string>, told: Told): void {
  if (told.kind !== 'key') return;
  if (told.value === null) kept.delete(told.name);
  else kept.set(told.name, told.value);
}

const program = new URL('./programs/sessiondeck-program.ts', import.meta.url);
const running = new Set<ChildProcess>();
// Whatever happens to this process, no Sessiondeck outlives it.
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/**
 * A Sessiondeck in a process of its own, on the store in this folder. Its keychain is the map, here, and outlives it as
 * the system's would; no key is in its arguments or its environment. Rejects when it ends before it has an address.
 */
export async function startKillable(
  folder: string,
  page: string,
  kept: Map<string, string>,
): Promise<Killable> {
  const child = fork(program, [folder, page], { execArgv: [] });
  running.add(child);
  const gone = once(child, 'exit').then(([code]: unknown[]) => {
    running.delete(child);
    return code;
  });
  const address = await new Promise<string>((resolve, reject) => {
    child.on('message', (told: Told) => {
      if (told.kind === 'address') resolve(told.address);
      else keep(kept, told);
    });
    void gone.then((code) => reject(new Error(`Sessiondeck ended with ${String(code)}`)));
    child.send([...kept]);
  });
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  return { address, kill };
}
