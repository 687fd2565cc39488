import { createContext } from 'svelte';
import type { ApiInfo } from '../../electron/bridge/api.ts';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Connection, ConnectionCheck, ConnectionDraft } from '../../electron/bridge/connection.ts';
import type { Input } from '../../electron/bridge/contract.ts';
import { BridgeError, type Failure } from '../../electron/bridge/failure.ts';
import type { KeyStatus, Secrets } from '../../electron/bridge/key.ts';
import { failureOf } from '../failures/caught.ts';
import { Remote } from '../remote/remote.svelte.ts';

const noConnections: readonly Connection[] = [];
const noApis: readonly ApiInfo[] = [];

/** What happens to runs on a connection that is removed. */
export type OpenRuns = NonNullable<Input<'connections.remove'>['openRuns']>;
/** What becomes of what is left open. */
type Left = Pick<Input<'keys.forget'>, 'signIns'>;

/** The connections, the APIs they speak, and what is known of their keys. */
export class Connections {
  readonly #bridge: Bridge;
  readonly #list: Remote<readonly Connection[]>;
  readonly #apis: Remote<readonly ApiInfo[]>;
  /** Changes in flight per connection. Their reply carries the key's status, so events do not ask for it. */
  readonly #changing = new Map<string, number>();
  #keys = $state.raw<ReadonlyMap<string, KeyStatus>>(new Map());
  #keyFailure = $state.raw<Failure | null>(null);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#list = new Remote('connections.list', async () => demoFirst(await bridge('connections.list', {})));
    this.#apis = new Remote('apis.list', () => bridge('apis.list', {}));
    bridge.on('connections.changed', () => void this.load());
    bridge.on('keys.changed', ({ connectionId }) => void this.#readKey(connectionId));
    bridge.on('keychain.changed', () => this.#readKeys(this.list));
  }

  get list(): readonly Connection[] {
    return this.#list.value ?? noConnections;
  }

  get apis(): readonly ApiInfo[] {
    return this.#apis.value ?? noApis;
  }

  get loaded(): boolean {
    return this.#list.value !== null && this.#apis.value !== null;
  }

  get failure(): Failure | null {
    return this.#list.failure ?? this.#apis.failure ?? this.#keyFailure;
  }

  byId(id: string): Connection | undefined {
    return this.list.find((connection) => connection.id === id);
  }

  apiOf(connection: Connection): ApiInfo | undefined {
    return this.apis.find((api) => api.id === connection.api);
  }

  keyOf(connectionId: string): KeyStatus | undefined {
    return this.#keys.get(connectionId);
  }

  /** Reads the connections, and what is not known yet: the APIs, which never change, and the keys of new connections. */
  async load(): Promise<void> {
    await Promise.all([this.#list.invalidate(), this.#apis.value === null && this.#apis.read()]);
    // Nobody waits for it: the keychain may be asking for a password.
    this.#readKeys(this.list.filter(({ id }) => !this.#keys.has(id)));
  }

  async save(draft: ConnectionDraft): Promise<Connection> {
    const saved = await this.#bridge('connections.save', draft);
    // A key is bound to its origin: a new base URL changes its status.
    if (draft.id !== null) await this.#readKey(draft.id);
    // `connections.changed` reaches this page too and reads the list.
    this.#list.patch((list) =>
      list.some(({ id }) => id === saved.id)
        ? list.map((one) => (one.id === saved.id ? saved : one))
        : demoFirst([...list, saved]),
    );
    return saved;
  }

  /**
   * Saves secrets: those left empty stay as they are. Resolves with the names of pasted cookies that were not kept, since
   * the API does not use them.
   *
   * @param inMemory until Sessiondeck closes, and nowhere else
   */
  async putKey(connectionId: string, secrets: Secrets, inMemory: boolean): Promise<readonly string[]> {
    const filled = Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== ''));
    if (Object.keys(filled).length === 0) return [];
    let dropped: readonly string[] = [];
    await this.#changeKey(connectionId, async () => {
      const { dropped: names = [], ...status } = await this.#bridge('keys.put', {
        connectionId,
        secrets: filled,
        inMemory,
      });
      dropped = names;
      return status;
    });
    return dropped;
  }

  /** Puts a key that is in memory into the keychain. */
  async saveKey(connectionId: string): Promise<void> {
    await this.#changeKey(connectionId, () => this.#bridge('keys.save', { connectionId }));
  }

  async signIn(connectionId: string, email: string, password: string): Promise<void> {
    await this.#changeKey(connectionId, () => this.#bridge('keys.signIn', { connectionId, email, password }));
  }

  /** @param left what becomes of sign-ins that cannot be logged out; left out, it is refused while there are some */
  async forgetKey(connectionId: string, left: Left = {}): Promise<void> {
    await this.#changeKey(connectionId, () => this.#bridge('keys.forget', { connectionId, ...left }));
  }

  /** @param left what to do with its open runs and sign-ins; when left out, removing is refused while there are any */
  async remove(connectionId: string, left: Left & { openRuns?: OpenRuns } = {}): Promise<void> {
    try {
      await this.#bridge('connections.remove', { connectionId, ...left });
    } catch (error) {
      // A second removal of the same connection: it is already gone, as wanted.
      if (!(error instanceof BridgeError) || error.failure.code !== 'not-found') throw error;
    }
    await this.load();
  }

  check(connectionId: string): Promise<ConnectionCheck> {
    return this.#bridge('connections.check', { connectionId });
  }

  #readKeys(connections: readonly Connection[]): void {
    for (const { id } of connections) void this.#readKey(id);
  }

  async #readKey(connectionId: string): Promise<void> {
    if (this.#changing.has(connectionId)) return;
    try {
      this.#keepKey(await this.#bridge('keys.status', { connectionId }));
      this.#keyFailure = null;
    } catch (error) {
      this.#keyFailure = failureOf(error, 'keys.status');
    }
  }

  /** Takes the status from the reply. If changes overlap or fail, the last one reads the status instead. */
  async #changeKey(connectionId: string, change: () => Promise<KeyStatus>): Promise<void> {
    const others = this.#changing.get(connectionId) ?? 0;
    this.#changing.set(connectionId, others + 1);
    let status: KeyStatus | null = null;
    try {
      status = await change();
    } finally {
      const left = (this.#changing.get(connectionId) ?? 1) - 1;
      if (left > 0) this.#changing.set(connectionId, left);
      else this.#changing.delete(connectionId);
      if (status && others === 0 && left === 0) this.#keepKey(status);
      else void this.#readKey(connectionId);
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
