import type { Failure } from '../../bridge/failure.ts';
import type { Gap, Session, SessionPage } from '../../bridge/session.ts';

/**
 * One session as an API gives it. `handle` names it in later calls and may be a live credential, so it stays in the
 * host. `device: null` lets the host derive the device from the user agent.
 */
export interface Row {
  handle: string;
  session: Omit<Session, 'id' | 'connectionId' | 'device'> & { device: Session['device'] | null };
}

export interface Listing extends Pick<SessionPage, 'limit'> {
  rows: Row[];
  unreadable: number;
  total: number | null;
  notes: SessionPage['notes'];
  /** Why the list may lack sessions that exist; empty when nothing in the answers contradicts itself. */
  gaps: Gap[];
  /** How many consecutive readings agreed on the ids; a list of one page settles at the first. */
  readings: number;
  /** Why reading ended before the last page, where that was a failure. */
  brokeOff?: Failure;
}

/** How a list of several pages is read. */
export interface ListOptions {
  /** True: the list serves as evidence, so two consecutive readings must agree. */
  settle?: boolean;
  /**
   * Called with the rows of each page that another follows, and the server's own count of all rows. The next page waits for
   * it.
   */
  part?: (rows: Row[], total: number | null) => Promise<void>;
  /** Resolves when a person stops the reading: the list then holds what was read. */
  stopped?: Promise<'stopped'>;
  /** True: a failure after the first page ends the list instead of losing it; see `Listing.brokeOff`. */
  partial?: boolean;
  /** See Staying; omitted where nothing is to be proved. */
  staying?: Staying;
}

/**
 * Handles of sessions that were live before and were not to end: if a server lists none of them, a session missing from
 * its list proves nothing. Null: not known, as after a restart.
 */
export type Staying = readonly string[] | null;
