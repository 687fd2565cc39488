// Opens the keychain as Sessiondeck does, makes one call of its key store, and prints what came of it.
import { BridgeError } from '../../electron/bridge/failure.ts';
import { openKeychain } from '../../electron/host/keychain.ts';

const [call = '', id = '', value = ''] = process.argv.slice(2);
const { state, keys } = await openKeychain();
const calls: Record<string, () => Promise<unknown>> = {
  read: () => keys.read(id),
  write: () => keys.write(id, value),
  remove: () => keys.remove(id),
  state: () => Promise.resolve(null),
};

async function outcome(): Promise<object> {
  try {
    return { value: (await calls[call]?.()) ?? null };
  } catch (error) {
    if (error instanceof BridgeError) return { failure: error.failure };
    throw error;
  }
}

process.stdout.write(JSON.stringify({ state, kind: keys.kind, ...(await outcome()) }));
