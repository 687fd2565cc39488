import { isDeepStrictEqual } from 'node:util';
import pTimeout from 'p-timeout';
import type { Connection } from '../../bridge/connection.ts';
import { events } from '../../bridge/events.ts';
import type { RunState } from '../../bridge/revocation.ts';
import type { EventHub, Handlers } from '../../bridge/crossing/serve.ts';
import type { Watch } from '../../bridge/watch.ts';
import type { SettingsStore } from '../shell/settings.ts';
import { OneWatch, type WatchPorts } from './one-watch.ts';
import { readList, type ListPorts } from './read-list.ts';

/** How long closing waits for a reading in flight, ms. */
const patience = 2000;
/** States of a run in which it sends calls or reads the list itself. */
const ending: readonly RunState[] = ['sending', 'reading-back'];

interface WatchesPorts extends ListPorts, Pick<WatchPorts, 'every' | 'report'> {
  settings: SettingsStore;
  hub: EventHub;
  runs: Handlers['revocation.runs'];
}

/** Runs a watch for each connection in the setting `watched`, and follows changes of settings and connections. */
export class Watches {
  readonly #parts: WatchesPorts;
  readonly #ports: WatchPorts;
  readonly #running = new Map<string, OneWatch>();
  readonly #unsubscribe: (() => void)[];

  constructor(parts: WatchesPorts) {
    this.#parts = parts;
    this.#ports = portsOf(parts);
    const { subscribe } = parts.hub;
    this.#unsubscribe = [
      subscribe('settings.changed', () => this.#follow()),
      subscribe('connections.changed', () => this.#dropGone()),
      // Another key may see other sessions, which are not new for that reason.
      subscribe('keys.changed', (payload) => {
        this.#running.get(events['keys.changed'].parse(payload).connectionId)?.begin();
      }),
    ];
    this.#follow();
  }

  /** Throws `not-found` for an unknown connection. */
  stateOf(connectionId: string): Watch {
    const { id } = this.#parts.operations.find(connectionId).connection;
    return this.#running.get(id)?.state() ?? off(id);
  }

  /** Drops found sessions that the person has acknowledged. */
  settle(connectionId: string, sessionIds: readonly string[]): void {
    this.#running.get(connectionId)?.settle(sessionIds);
    this.#ports.changed(connectionId);
  }

  /** Call when a list of the connection was read: a watch whose last reading failed tries again. */
  listRead(connectionId: string): void {
    this.#running.get(connectionId)?.resume();
  }

  /** Reads no more, and waits up to 2 s for readings in flight. */
  async close(): Promise<void> {
    for (const stop of this.#unsubscribe) stop();
    const ended = Promise.all([...this.#running.values()].map((watch) => watch.end()));
    await pTimeout(ended, { milliseconds: patience, message: false });
  }

  #follow(): void {
    const { operations, settings } = this.#parts;
    const watched = new Set(settings.read().watched);
    const connections = operations.connections().filter(({ id }) => watched.has(id));
    for (const watch of this.#running.values()) {
      const now = connections.find(({ id }) => id === watch.connection.id);
      if (!now || !areAlike(now, watch.connection)) this.#end(watch);
    }
    for (const connection of connections) if (!this.#running.has(connection.id)) this.#start(connection);
  }

  #start(connection: Connection): void {
    const { adapter } = this.#parts.operations.find(connection.id);
    const watch = new OneWatch(connection, this.#ports, adapter.readHandles !== undefined);
    this.#running.set(connection.id, watch);
    this.#ports.changed(connection.id);
  }

  #end(watch: OneWatch): void {
    const { id } = watch.connection;
    this.#running.delete(id);
    void watch.end();
    this.#ports.changed(id);
  }

  /** Unwatches removed connections, which never come back. Keeps those of a demo that was not running: they may. */
  #dropGone(): void {
    const { operations, settings, report } = this.#parts;
    const ids = new Set(operations.connections().map(({ id }) => id));
    const gone = new Set([...this.#running.keys()].filter((id) => !ids.has(id)));
    this.#follow();
    if (gone.size === 0) return;
    try {
      settings.save({ watched: settings.read().watched.filter((id) => !gone.has(id)) });
    } catch (error) {
      // The connection is removed even if this fails.
      report(error);
    }
  }
}

function portsOf(parts: WatchesPorts): WatchPorts {
  const { publish } = parts.hub;
  return {
    every: parts.every,
    report: parts.report,
    read: (connectionId) => readList(parts, connectionId),
    async isEnding(connectionId) {
      const runs = await parts.runs({});
      return runs.some((run) => run.connectionId === connectionId && ending.includes(run.state));
    },
    changed: (connectionId) => publish('watch.changed', { connectionId }),
    differs: (connectionId) => publish('sessions.changed', { connectionId }),
    found: (connectionId, count) => publish('watch.found', { connectionId, count }),
  };
}

function off(connectionId: string): Watch {
  return { connectionId, on: false, readAt: null, nextAt: null, found: [], failure: null };
}

/** Whether two connections list the same sessions: they differ in name and colour at most. */
function areAlike(one: Connection, other: Connection): boolean {
  const { name, colour } = one;
  return isDeepStrictEqual(one, { ...other, name, colour });
}
