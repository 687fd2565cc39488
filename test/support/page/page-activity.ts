import { page } from 'vitest/browser';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import type { TimelineEntry } from '../../../electron/bridge/timeline.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { pattern } from '../like.ts';
import { fixtureTimeline } from './page-record-fixtures.ts';
import { recordHandlers } from './page-record-handlers.ts';
import { openPage } from './page.ts';

export const opener = () => page.getByRole('button', { name: pattern`^${m.activity()}` });
export const panel = () => page.getByRole('region', { name: m.activity(), exact: true });
export const requests = () => panel().getByRole('table', { name: m.activity_table() });
export const rows = () => requests().getByRole('button');
export const search = () => panel().getByRole('searchbox');

/** The page over these requests. */
export async function openWith(
  timeline: TimelineEntry[],
  overrides: Partial<Handlers> = {},
  connectionId?: string,
) {
  const {
    'timeline.list': list,
    'timeline.clear': clear,
    'timeline.sendAgain': again,
  } = recordHandlers({ timeline });
  const handlers = { 'timeline.list': list, 'timeline.clear': clear, 'timeline.sendAgain': again };
  return openPage({ ...handlers, ...overrides }, connectionId);
}

export async function openPanel(
  timeline: TimelineEntry[] = fixtureTimeline(),
  overrides: Partial<Handlers> = {},
) {
  const opened = await openWith(timeline, overrides);
  await opener().click();
  return opened;
}
