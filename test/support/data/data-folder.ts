import { join } from 'node:path';
import { expect } from 'vitest';
import { connect, type Bridge } from '../../../electron/bridge/crossing/connect.ts';
import { openHost, type Host } from '../../../electron/host/index.ts';
import { memoryKeys } from '../../../electron/host/keys/keys.ts';
import { newFolder } from '../host.ts';

/** A data folder of one test, with the keychain that goes with it and the hosts that were started on it. */
export class DataFolder {
  readonly folder = newFolder();
  readonly keys = memoryKeys();
  readonly #faults: unknown[] = [];
  readonly #hosts: Host[] = [];

  /** The next start on the folder, after the one before has ended. */
  async start(): Promise<Bridge> {
    await this.stop();
    return this.beside();
  }

  /** One more host on the folder, while the others run. */
  beside(): Bridge {
    const keychain = { state: 'ready', keys: this.keys } as const;
    const own = { folder: this.folder, keychain, shell: 'browser', version: '0', demo: null } as const;
    const host = openHost({ ...own, report: (_, error) => this.#faults.push(error) });
    this.#hosts.push(host);
    return connect(host);
  }

  async stop(): Promise<void> {
    for (const host of this.#hosts.splice(0)) await host.close();
  }

  /** Ends all of it; fails where a host reported a fault of its own. */
  async close(): Promise<void> {
    await this.stop();
    expect(this.#faults).toEqual([]);
  }

  /** Leaves two connections and two audit entries, and a copy of them. */
  async leaveTwo(): Promise<void> {
    const bridge = await this.start();
    for (const name of ['one', 'two']) await add(bridge, name);
    await this.stop();
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  get store(): string {
    return this.file('sessiondeck.db');
  }

  get copy(): string {
    return this.file('sessiondeck.last-good.db');
  }
}

/** Adds a connection; resolves with its id. */
export async function add(bridge: Bridge, name: string): Promise<string> {
  const draft = { id: null, api: 'nest-sessions', name, kind: 'development', colour: 'blue' } as const;
  const where = { baseUrl: 'https://one.example', settings: { currentSessionId: '' }, filters: {} };
  return (await bridge('connections.save', { ...draft, ...where })).id;
}

export async function namesIn(bridge: Bridge): Promise<string[]> {
  return (await bridge('connections.list', {})).map(({ name }) => name);
}

/** Everything that the audit log holds, in one page. */
export const everything = {
  filter: { text: '', action: null, connectionId: null },
  before: null,
  limit: 100,
} as const;
