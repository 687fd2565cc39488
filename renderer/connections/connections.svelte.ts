import { createContext } from 'svelte';
import type { ApiInfo } from '../../electron/bridge/api.ts';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Connection, ConnectionCheck, ConnectionDraft } from '../../electron/bridge/connection.ts';
import type { Input } from '../../electron/bridge/contract.ts';
import { BridgeError, type Failure } from '../../electron/bridge/failure.ts';
import type { KeyStatus, Secrets } from '../../electron/bridge/key.ts';
import { failureOf } from '../failures/caught.ts';

/** What becomes of runs on a connection that is removed. */
export type OpenRuns = Input<'connections.remove'>['openRuns'];

/** The connections, the APIs they speak, and what is known of their keys. */
export class Connections {
  readonly #bridge: Bridge;
  #list = $state.raw<readonly Connection[]>([]);
  #apis = $state.raw<readonly ApiInfo[]>([]);
  #keys = $state.raw<ReadonlyMap<string, KeyStatus>>(new Map());
  #loaded = $state(false);
  #failure = $state.raw<Failure | null>(null);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('connections.changed', () => void this.load());
    bridge.on('keys.changed', ({ connectionId }) => void this.#readKey(connectionId));
    bridge.on('keychain.changed', () => this.#readKeys());
  }

  get list(): readonly Connection[] {
    return this.#list;
  }

  get apis(): readonly ApiInfo[] {
    return this.#apis;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  get failure(): Failure | null {
    return this.#failure;
  }

  byId(id: string): Connection | undefined {
    return this.#list.find((connection) => connection.id === id);
  }

  apiOf(connection: Connection): ApiInfo | undefined {
    return this.#apis.find((api) => api.id === connection.api);
  }

  keyOf(connectionId: string): KeyStatus | undefined {
    return this.#keys.get(connectionId);
  }

  async load(): Promise<void> {
    try {
      const [apis, list] = await Promise.all([
        this.#bridge('apis.list', {}),
        this.#bridge('connections.list', {}),
      ]);
      this.#apis = apis;
      this.#list = demoFirst(list);
      this.#failure = null;
      this.#loaded = true;
    } catch (error) {
      this.#failure = failureOf(error, 'connections.list');
      return;
    }
    // Nobody waits for it: the keychain may be asking for a password.
    this.#readKeys();
  }

  async save(draft: ConnectionDraft): Promise<Connection> {
    const saved = await this.#bridge('connections.save', draft);
    await this.load();
    return saved;
  }

  /** Saves secrets: those left empty stay as they are. `inMemory`: until Sessiondeck closes, and nowhere else. */
  async putKey(connectionId: string, secrets: Secrets, inMemory: boolean): Promise<void> {
    const filled = Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== ''));
    if (Object.keys(filled).length === 0) return;
    this.#keepKey(await this.#bridge('keys.put', { connectionId, secrets: filled, inMemory }));
  }

  /** Puts a key that is in memory into the keychain. */
  async saveKey(connectionId: string): Promise<void> {
    this.#keepKey(await this.#bridge('keys.save', { connectionId }));
  }

  async signIn(connectionId: string, email: string, password: string): Promise<void> {
    this.#keepKey(await this.#bridge('keys.signIn', { connectionId, email, password }));
  }

  async forgetKey(connectionId: string): Promise<void> {
    this.#keepKey(await this.#bridge('keys.forget', { connectionId }));
  }

  /** @param openRuns what becomes of runs on it; left out, it is refused while there are some */
  async remove(connectionId: string, openRuns?: OpenRuns): Promise<void> {
    try {
      await this.#bridge('connections.remove', { connectionId, ...(openRuns ? { openRuns } : {}) });
    } catch (error) {
      // Asked for twice, in two ways: it is gone, as was wanted.
      if (!(error instanceof BridgeError) || error.failure.code !== 'not-found') throw error;
    }
    await this.load();
  }

  check(connectionId: string): Promise<ConnectionCheck> {
    return this.#bridge('connections.check', { connectionId });
  }

  #readKeys(): void {
    for (const { id } of this.#list) void this.#readKey(id);
  }

  async #readKey(connectionId: string): Promise<void> {
    try {
      this.#keepKey(await this.#bridge('keys.status', { connectionId }));
    } catch (error) {
      this.#failure = failureOf(error, 'keys.status');
    }
  }

  #keepKey(status: KeyStatus): void {
    this.#keys = new Map(this.#keys).set(status.connectionId, status);
  }
}

function demoFirst(list: readonly Connection[]): Connection[] {
  return [...list.filter(({ kind }) => kind === 'demo'), ...list.filter(({ kind }) => kind !== 'demo')];
}

export const [useConnections, provideConnections] = createContext<Connections>();
