import type { FoundSession } from '../../electron/bridge/watch.ts';
import type { Page } from '../app/page.ts';
import { failureLine } from '../failures/words.ts';
import { m } from '../messages/compiled/messages.js';
import type { Room } from '../sessions/room.svelte.ts';

/** Turns the watch of a connection on or off, and says so where that fails. */
export async function toggleWatch(
  page: Pick<Page, 'watching' | 'toasts'>,
  connection: { id: string },
): Promise<void> {
  const failed = await page.watching.toggle(connection);
  if (failed) page.toasts.show('bad', m.watch_set_failed({ why: failureLine(failed) }));
}

/** The person knows these sessions. */
export async function settle(
  page: Pick<Page, 'watching' | 'toasts'>,
  found: readonly FoundSession[],
): Promise<void> {
  const [first] = found;
  if (!first) return;
  const ids = found.map(({ session }) => session.id);
  const failed = await page.watching.settle(first.session.connectionId, ids);
  if (failed) page.toasts.show('bad', m.watch_settle_failed({ why: failureLine(failed) }));
}

/** Asks for the plan to end a session that nobody knows. It is always asked about: nothing ends by this. */
export async function notMine(room: Room, { session }: FoundSession): Promise<void> {
  // A plan uses the list that was last read. Its filters may hide the session, which the watch found with those of the connection.
  if (!room.reading.find(session.id)) await room.askFor(watchedFilters(room));
  await room.planning.ask({ scope: 'one', sessionIds: [session.id] }, true);
}

function watchedFilters({ api, connection }: Room): Record<string, string> {
  return Object.fromEntries(api.filters.map(({ name }) => [name, connection.filters[name] ?? '']));
}
