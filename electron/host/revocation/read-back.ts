import type { Listing } from '../../adapters/adapter.ts';
import type { EndResult, Session, SessionPage } from '../../bridge/session.ts';
import { able, attempt } from '../attempt.ts';
import { secretsOf, type Desk, type Opened } from '../desk.ts';

export type Finding = Pick<EndResult, 'verdict' | 'checkFailure'>;

/** Reads the list in the way that would show the given handles if they still lived. */
export async function readBack(
  { adapter, api }: Opened,
  handles: string[],
  filters: Record<string, string>,
): Promise<Listing> {
  return adapter.readBack ? adapter.readBack(api, handles) : able(adapter, 'list')(api, filters);
}

/** What the list read back says of one session. One that the list no longer holds is looked up by itself. */
export async function judge(desk: Desk, page: SessionPage, sessionId: string): Promise<Finding> {
  const listed = page.sessions.find(({ id }) => id === sessionId);
  if (listed) return found(listed);
  const { connectionId } = page;
  const { get } = desk.find(connectionId).adapter;
  // A row that could not be read may be the very one.
  if (!get) return { verdict: page.unreadable > 0 ? 'cannot-be-checked' : 'ended', checkFailure: null };
  const row = desk.row(connectionId, sessionId);
  const looked = await attempt(() =>
    desk.operate(connectionId, ({ api }) => get(api, row.handle), secretsOf(row)),
  );
  if (looked.value) return found(desk.keepOne(connectionId, looked.value));
  if (looked.failure.code === 'not-found') return { verdict: 'ended', checkFailure: null };
  return { verdict: 'cannot-be-checked', checkFailure: looked.failure };
}

function found(session: Session): Finding {
  return { verdict: isLive(session) ? 'still-there' : 'ended', checkFailure: null };
}

/** Sessions that were live before and are not now, though nobody asked, and whose time was not simply up. */
export function findEndedUnasked(before: Session[], page: SessionPage, asked: string[]): Session[] {
  const now = new Map(page.sessions.map((session) => [session.id, session]));
  return before.filter((session) => {
    if (!isLive(session) || asked.includes(session.id)) return false;
    if (session.expiresAt !== null && session.expiresAt <= page.readAt) return false;
    const after = now.get(session.id);
    return after ? !isLive(after) : page.unreadable === 0;
  });
}

/** Unknown statuses count as live: nothing is called ended that was not seen to be. */
export function isLive({ status }: Session): boolean {
  return status === 'active' || status === 'pending' || status === 'unknown';
}
