import type { Adapter, Api } from '../../../../electron/adapters/adapter.ts';
import type { Row } from '../../../../electron/adapters/pages/listing.ts';
import { fail } from '../../../../electron/bridge/failure.ts';
import type { Realm } from '../../../../electron/host/connections/realm.ts';
import type { ListMemory } from '../../../../electron/host/lists/list-memory.ts';
import type { Opened, Operations } from '../../../../electron/host/lists/operations.ts';
import { KeptSignIns } from '../../../../electron/host/sign-in/kept-sign-ins.ts';
import { connection, Killed, type ModelServer, sessionOf } from './server.ts';

function rowOf(id: string): Row {
  return { handle: id, session: sessionOf(id) };
}

/** An adapter that ends and lists the model server's sessions, and can do nothing else. */
function adapterOf(server: ModelServer): Adapter {
  const adapter = {
    end: async (_: Api, handle: string) => server.end(handle),
    list: async () => {
      if (!server.readable) fail({ code: 'server-fault', tried: 'GET /sessions', got: '500', status: 500 });
      return {
        rows: [...server.live].map(rowOf),
        unreadable: 0,
        total: null,
        notes: [],
        gaps: [],
        readings: 1,
      };
    },
    tokensOutliveBy: null,
  } satisfies Partial<Adapter>;
  return adapter as unknown as Adapter;
}

function listsOf(server: ModelServer): ListMemory {
  const lists = {
    keep: async (connectionId, { rows, unreadable, total, notes, gaps }) => {
      const sessions = rows.map(({ handle }) => sessionOf(handle));
      return { connectionId, sessions, unreadable, total, notes, gaps, readAt: 0 };
    },
    asking: (_, filters) => ({
      filters,
      isFirst: true,
      changes: 0,
      soFar: { nth: 0, rows: [], sessions: [] },
    }),
    outdate: () => undefined,
    row: (_, id) => rowOf(id),
    last: () => [...server.live].map(sessionOf),
    listed: () => null,
  } satisfies Partial<ListMemory>;
  return lists as unknown as ListMemory;
}

/** One connection, to the model server. It is gone with the life of Sessiondeck that opened it. */
export function operationsOf(server: ModelServer): Operations {
  const { kills } = server;
  const opened = { connection, adapter: adapterOf(server), api: {} as Api } as Opened;
  return {
    connections: () => [connection],
    find: () => ({ connection, adapter: opened.adapter, realm: {} as Realm }),
    operate: async (_, work, options = {}) => {
      // A process that is gone answers nobody.
      if (server.kills > kills) return new Promise<never>(() => undefined);
      await options.beforeSend?.();
      try {
        return await work(opened);
      } catch (error) {
        if (error instanceof Killed) return new Promise<never>(() => undefined);
        throw error;
      }
    },
    lists: listsOf(server),
    signIns: new KeptSignIns(),
    assertAllowed: () => undefined,
    forget: () => undefined,
  };
}

/** What a run never asks for. */
export function never(): never {
  throw new Error('a run is not expected to ask for this');
}
