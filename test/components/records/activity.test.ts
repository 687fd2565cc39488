import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { pattern } from '../../support/like.ts';
import { fixtureTimeline, timelineEntry } from '../../support/page/page-record-fixtures.ts';
import {
  opener,
  panel,
  requests,
  rows,
  search,
  openWith,
  openPanel,
} from '../../support/page/page-activity.ts';

test('Ctrl+J opens it at the search box and closes it again', async () => {
  await openWith(fixtureTimeline());
  await expect.element(opener()).toBeVisible();
  await userEvent.keyboard('{Control>}j{/Control}');
  await expect.element(search()).toHaveFocus();
  await userEvent.keyboard('{Control>}j{/Control}');
  await expect.element(opener()).toHaveFocus();
});

test('Ctrl+J does nothing behind a dialog', async () => {
  await openWith(fixtureTimeline());
  await page.getByRole('button', { name: m.rail_settings() }).click();
  await expect.element(page.getByRole('dialog')).toBeVisible();
  await userEvent.keyboard('{Control>}j{/Control}');
  expect(panel().elements()).toEqual([]);
});

test('it says for how long requests are kept, and why no bodies', async () => {
  await openPanel();
  await expect.element(panel()).toHaveTextContent(m.activity_kept());
});

test('a request is listed with time, status, duration, attempt, cause and size', async () => {
  const entry = timelineEntry({ path: '/sessions', attempt: 2, cause: 'run', took: 1_300, status: 429 });
  await openPanel([entry]);
  await expect
    .element(requests().getByRole('row').nth(1))
    .toHaveTextContent(
      pattern`:\d\d:\d\d.*GET /sessions *${m.activity_attempt({ n: 2 })} *429 *1\.3 s *${m.cause_run()} *12 kB`,
    );
});

test.each([
  ['person', m.cause_person()],
  ['run', m.cause_run()],
  ['read-back', m.cause_read_back()],
  ['recovery', m.cause_recovery()],
  ['watch', m.cause_watch()],
  ['sent-again', m.cause_sent_again()],
] as const)('the cause %s is put in words: %s', async (cause, words) => {
  await openPanel([timelineEntry({ cause })]);
  await expect.element(requests().getByRole('row').nth(1)).toHaveTextContent(words);
});

test('a first attempt is not called one', async () => {
  await openPanel([timelineEntry()]);
  await expect.element(requests()).not.toHaveTextContent(m.activity_attempt_name());
});

test('it begins with this connection and can show all, with their names', async () => {
  await openPanel([
    timelineEntry({ id: 2, connectionId: 'acme-eu', path: '/there' }),
    timelineEntry({ id: 1, path: '/here' }),
  ]);
  await expect.element(requests()).toHaveTextContent('/here');
  await expect.element(requests()).not.toHaveTextContent('/there');
  await panel().getByRole('radio', { name: m.scope_all() }).click();
  await expect.element(requests().getByRole('row', { name: /there/ })).toHaveTextContent('acme EU');
});

test('it goes along to the connection that is chosen', async () => {
  await openPanel([
    timelineEntry({ id: 2, connectionId: 'acme-eu', path: '/there' }),
    timelineEntry({ id: 1, path: '/here' }),
  ]);
  await expect.element(requests()).toHaveTextContent('/here');
  await page.getByRole('button', { name: 'acme EU' }).first().click();
  await expect.element(requests()).toHaveTextContent('/there');
});

test('the search narrows the list, and says when nothing is left', async () => {
  await openPanel([timelineEntry({ id: 2, path: '/sessions' }), timelineEntry({ id: 1, path: '/me' })]);
  await search().fill('/me');
  await expect.poll(() => rows().elements().length).toBe(1);
  await expect.element(panel()).toHaveTextContent(m.activity_count({ count: 1 }));
  await search().fill('nothing');
  await expect.element(panel()).toHaveTextContent(m.activity_filtered());
});

test('requests are drawn 200 at a time', async () => {
  await openPanel(Array.from({ length: 450 }, (_, index) => timelineEntry({ id: 450 - index })));
  await expect.poll(() => rows().elements().length).toBe(200);
  const older = panel().getByRole('button', { name: m.audit_older() });
  await older.click();
  await expect.poll(() => rows().elements().length).toBe(400);
  await older.click();
  await expect.poll(() => rows().elements().length).toBe(450);
  await expect.element(older).not.toBeInTheDocument();
});

test('a new request comes on top, and older ones that were shown stay', async () => {
  const kept = Array.from({ length: 250 }, (_, index) =>
    timelineEntry({ id: 250 - index, path: `/r/${250 - index}` }),
  );
  const list: Handlers['timeline.list'] = async ({ before, limit }) => {
    const entries = kept.filter(({ id }) => before === null || id < before).slice(0, limit);
    return { entries, matching: kept.length, total: kept.length };
  };
  const { publish } = await openPanel([], { 'timeline.list': list });
  await panel().getByRole('button', { name: m.audit_older() }).click();
  await search().hover();
  kept.unshift(timelineEntry({ id: 251, path: '/r/251' }));
  publish('timeline.changed', {});
  await expect.element(rows().first()).toHaveTextContent('/r/251');
  expect(rows().elements()).toHaveLength(251);
});

test('under the pointer nothing moves: what is new is announced', async () => {
  const kept = [timelineEntry({ id: 1, path: '/first' })];
  const list: Handlers['timeline.list'] = async () => ({
    entries: [...kept],
    matching: kept.length,
    total: kept.length,
  });
  const { publish } = await openPanel([], { 'timeline.list': list });
  await rows().first().hover();
  kept.unshift(timelineEntry({ id: 2, path: '/second' }));
  publish('timeline.changed', {});
  const show = panel().getByRole('button', { name: m.activity_newer() });
  await expect.element(show).toBeVisible();
  expect(requests().element().textContent).not.toContain('/second');
  await show.click();
  await expect.element(rows().first()).toHaveTextContent('/second');
});
