import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import type { RunSummary } from '../../../electron/bridge/revocation.ts';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import type { TimelineEntry } from '../../../electron/bridge/timeline.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../../support/like.ts';
import { serverFault } from '../../support/page/page-fixtures.ts';
import { timelineEntry } from '../../support/page/page-record-fixtures.ts';
import { recordHandlers } from '../../support/page/page-record-handlers.ts';
import { openPage } from '../../support/page/page.ts';

const opener = () => page.getByRole('button', { name: pattern`^${m.activity()}` });

const run: RunSummary = {
  id: 'run-1',
  connectionId: 'acme-eu',
  scope: 'selected',
  state: 'sending',
  startedAt: Date.now(),
  endedAt: null,
  sendsAt: null,
  sendsIn: null,
  delay: null,
  pause: null,
  stopped: null,
  totals: { planned: 3, open: 3, ended: 0, failed: 0, notSent: 0, unknown: 0 },
};

/** The page over these requests. */
async function openWith(timeline: TimelineEntry[], overrides: Partial<Handlers> = {}) {
  return openPage({ 'timeline.list': recordHandlers({ timeline })['timeline.list'], ...overrides });
}

test('closed, it says the latest request in one line', async () => {
  const at = new Date().setHours(14, 1, 0);
  await openWith([timelineEntry({ at, path: '/sessions' })]);
  await expect.element(opener()).toHaveTextContent(/01.* GET \/sessions 200 · 84 ms/);
});

test('closed, it says when nothing was sent yet', async () => {
  await openWith([]);
  await expect.element(opener()).toHaveTextContent(m.activity_none_yet());
});

test('closed, it follows the requests as they are sent', async () => {
  let path = '/first';
  const { publish } = await openWith([], {
    'timeline.list': async () => ({ entries: [timelineEntry({ path })], matching: 1, total: 1 }),
  });
  await expect.element(opener()).toHaveTextContent('/first');
  path = '/second';
  publish('timeline.changed', {});
  await expect.element(opener()).toHaveTextContent('/second');
});

test('closed, it says when the requests cannot be read', async () => {
  await openWith([], {
    'timeline.list': async () => {
      throw new BridgeError(serverFault({ code: 'internal', tried: 'timeline.list' }));
    },
  });
  await expect.element(opener()).toHaveTextContent(like(m.activity_unread));
});

test('closed, it says what a run is doing, and what came of it', async () => {
  const { publish } = await openWith([]);
  publish('revocation.progress', { ...run, state: 'waiting' });
  await expect.element(opener()).toHaveTextContent(m.job_waiting({ count: 3 }));
  publish('revocation.progress', run);
  await expect.element(opener()).toHaveTextContent(m.job_sending({ count: 3 }));
  publish('revocation.progress', { ...run, id: 'run-2' });
  await expect.element(opener()).toHaveTextContent(m.and_more({ count: 1 }));
  publish('revocation.progress', { ...run, id: 'run-2', state: 'undone' });
  const totals = { ...run.totals, open: 0, ended: 2, failed: 1 };
  publish('revocation.progress', { ...run, state: 'done', endedAt: Date.now(), totals });
  await expect.element(opener()).toHaveTextContent(like(m.job_done, { ended: 2, count: 3 }));
});
