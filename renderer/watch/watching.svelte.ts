import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Connection } from '../../electron/bridge/connection.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { FoundSession, Watch } from '../../electron/bridge/watch.ts';
import { failureOf } from '../failures/caught.ts';

const nothing: readonly FoundSession[] = [];

/** The watches of the connections that were looked at. The host reads and finds; this shows it. */
export class Watching {
  readonly #bridge: Bridge;
  #watches = $state.raw<ReadonlyMap<string, Watch>>(new Map());
  #busy = $state.raw<ReadonlySet<string>>(new Set());
  readonly #turns = new Map<string, number>();
  readonly #new: ReadonlySet<string> = $derived(
    new Set([...this.#watches.values()].flatMap(({ found }) => found.map(({ session }) => session.id))),
  );

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('watch.changed', ({ connectionId }) => void this.read(connectionId));
    bridge.on('host.reached', ({ reached }) => {
      if (reached) for (const connectionId of this.#watches.keys()) void this.read(connectionId);
    });
  }

  /** Undefined as long as it is not known. */
  of(connectionId: string): Watch | undefined {
    return this.#watches.get(connectionId);
  }

  isOn(connectionId: string): boolean {
    return this.of(connectionId)?.on ?? false;
  }

  /** New sessions that nobody has yet said to be theirs, newest first. */
  found(connectionId: string): readonly FoundSession[] {
    return this.of(connectionId)?.found ?? nothing;
  }

  isNew(sessionId: string): boolean {
    return this.#new.has(sessionId);
  }

  isBusy(connectionId: string): boolean {
    return this.#busy.has(connectionId);
  }

  async read(connectionId: string): Promise<void> {
    await this.#take(connectionId, 'watch.read', () => this.#bridge('watch.read', { connectionId }));
  }

  /** Watches a connection, or no longer; null, or why that was not changed. */
  async toggle({ id }: Pick<Connection, 'id'>): Promise<Failure | null> {
    const wanted = { connectionId: id, on: !this.isOn(id) };
    this.#busy = new Set(this.#busy).add(id);
    const failed = await this.#take(id, 'watch.set', () => this.#bridge('watch.set', wanted));
    this.#busy = this.#busy.difference(new Set([id]));
    return failed;
  }

  /** The person has seen these new sessions; null, or why they still count as new. */
  settle(connectionId: string, sessionIds: string[]): Promise<Failure | null> {
    return this.#take(connectionId, 'watch.settle', () =>
      this.#bridge('watch.settle', { connectionId, sessionIds }),
    );
  }

  /** Only the latest of several answers counts. What is not known is shown as not watched. */
  async #take(connectionId: string, tried: string, call: () => Promise<Watch>): Promise<Failure | null> {
    const turn = (this.#turns.get(connectionId) ?? 0) + 1;
    this.#turns.set(connectionId, turn);
    try {
      const watch = await call();
      if (this.#turns.get(connectionId) === turn)
        this.#watches = new Map(this.#watches).set(connectionId, watch);
      return null;
    } catch (error) {
      if (tried === 'watch.read' && this.#turns.get(connectionId) === turn) this.#forget(connectionId);
      return failureOf(error, tried);
    }
  }

  #forget(connectionId: string): void {
    const watches = new Map(this.#watches);
    watches.delete(connectionId);
    this.#watches = watches;
  }
}

export const [useWatching, provideWatching] = createContext<Watching>();
