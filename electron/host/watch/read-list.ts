import { isDeepStrictEqual } from 'node:util';
import type { SessionPage } from '../../bridge/session.ts';
import { able } from '../work/attempt.ts';
import type { Operations } from '../lists/operations.ts';
import { keepSeen } from '../sign-in/keep-seen.ts';
import type { Filters } from '../lists/list-memory.ts';
import type { Listing } from '../lists/listing.ts';

export interface ListPorts {
  operations: Operations;
  listing: Pick<Listing, 'filtersOf'>;
  /** Called when the list that the page shows was read. */
  listRead: (connectionId: string) => void;
}

/**
 * Reads a list with the connection's own filters. If the page shows this same list, it replaces the last list; otherwise
 * it does not, because plans are made from the list that the page shows. Throws BridgeError.
 */
export async function readList(
  { operations, listing, listRead }: ListPorts,
  connectionId: string,
): Promise<SessionPage> {
  const filters = filled(operations.find(connectionId).connection.filters);
  return operations.operate(
    connectionId,
    async (opened) => {
      const asked = operations.lists.asking(connectionId, filters);
      const { rows, readings, ...rest } = await able(opened.adapter, 'list')(opened.api, filters);
      await keepSeen(opened, rows);
      if (isDeepStrictEqual(filters, filled(listing.filtersOf(connectionId)))) {
        const page = await operations.lists.keep(connectionId, { rows, readings, ...rest }, asked);
        listRead(connectionId);
        return page;
      }
      const sessions = await operations.lists.keepRows(connectionId, rows);
      return { connectionId, sessions, ...rest, readAt: Date.now() };
    },
    // Sent once: the watch asks again by itself, and nobody should wait behind its retries.
    { cause: 'watch', retry: false, whileDown: 'hold' },
  );
}

/** Drops empty filters, which mean the same as absent ones. */
function filled(filters: Filters): Filters {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value.trim() !== ''));
}
