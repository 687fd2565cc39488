// Opens the keychain as Sessiondeck does, does the steps it reads from stdin ([call, ...arguments] each), and prints what
// came of them. With a limit, in bytes, longer values are split.
import { text } from 'node:stream/consumers';
import { openKeychain } from '../../../electron/host/keys/keychain.ts';
import { KeyError } from '../../../electron/host/keys/keys.ts';
import { splitKeys } from '../../../electron/host/keys/split-keys.ts';
import { lockLogin, unlockLogin } from '../keys/keyring.ts';

const { steps, limit } = JSON.parse(await text(process.stdin)) as { steps: string[][]; limit: number | null };
const keychain = await openKeychain();
const { state, keys: whole } = keychain;
const keys = limit === null ? whole : splitKeys(whole, limit);
const calls: Record<string, (id: string, value: string) => Promise<unknown>> = {
  read: (id) => keys.read(id),
  write: (id, value) => keys.write(id, value),
  remove: (id) => keys.remove(id),
  lock: () => lockLogin({ ...process.env } as Record<string, string>),
  unlock: () => unlockLogin({ ...process.env } as Record<string, string>),
  async tryAgain() {
    await keychain.tryAgain?.();
    return keychain.state;
  },
};

async function outcome([call = '', id = '', value = '']: string[]): Promise<object> {
  try {
    return { value: (await calls[call]?.(id, value)) ?? null };
  } catch (error) {
    if (error instanceof KeyError) return { fault: error.fault, words: error.failure.got };
    throw error;
  }
}

const outcomes: object[] = [];
for (const step of steps) outcomes.push(await outcome(step));
process.stdout.write(JSON.stringify({ state, outcomes }));
