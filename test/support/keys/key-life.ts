import { connect, type Bridge } from '../../../electron/bridge/crossing/connect.ts';
import type { ConnectionDraft } from '../../../electron/bridge/connection.ts';
import { openHost, type Host } from '../../../electron/host/index.ts';
import { openKeychain } from '../../../electron/host/keys/keychain.ts';
import type { KeytarCalls } from '../../../electron/host/keys/keytar-keys.ts';

export type Phase = 'before' | 'after';

/** A host without a demo on this folder and this keytar, which is as it is from now on. */
export async function openWith(folder: string, keytar: KeytarCalls): Promise<{ host: Host; bridge: Bridge }> {
  const host = openHost({
    ...{ folder, shell: 'browser', version: '0.0.0-test', demo: null },
    keychain: await openKeychain(() => Promise.resolve(keytar)),
    report(_, error) {
      throw error;
    },
  });
  return { host, bridge: connect(host) };
}

/** A connection is added, gets a key, gets another, is renamed, and is removed. */
export async function leadLife(folder: string, keytar: KeytarCalls): Promise<void> {
  const { host, bridge } = await openWith(folder, keytar);
  const draft: ConnectionDraft = {
    ...{ id: null, api: 'clerk', name: 'mine', kind: 'development', colour: 'blue' },
    ...{ baseUrl: 'https://api.example.com', settings: {}, filters: {} },
  };
  const connection = await bridge('connections.save', draft);
  const connectionId = connection.id;
  await bridge('keys.put', { connectionId, secrets: { secretKey: 'sk_test_the_first' } });
  await bridge('keys.put', { connectionId, secrets: { secretKey: 'sk_test_the_second' } });
  await bridge('connections.save', { ...draft, id: connectionId, name: 'mine, renamed' });
  await bridge('connections.remove', { connectionId });
  await host.close();
}

/** keytar whose `nth` call (0: the first) ends in `fail`, before or after it has had its effect; `made` names them all. */
export function failingAt(
  keytar: KeytarCalls,
  nth: number,
  phase: Phase,
  fail: () => Promise<never> | never,
): { keytar: KeytarCalls; made: string[] } {
  const made: string[] = [];
  async function call<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    const isIt = made.length === nth;
    made.push(what);
    if (isIt && phase === 'before') return fail();
    const result = await work();
    return isIt ? fail() : result;
  }
  return {
    made,
    keytar: {
      setPassword: (...given) => call(`set ${given[1]}`, () => keytar.setPassword(...given)),
      getPassword: (...given) => call(`get ${given[1]}`, () => keytar.getPassword(...given)),
      deletePassword: (...given) => call(`delete ${given[1]}`, () => keytar.deletePassword(...given)),
    },
  };
}
