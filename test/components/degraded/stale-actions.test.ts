import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like } from '../../support/like.ts';
import { askAboutAll, inQuestion, item, openMenu, question, three } from '../../support/page/page-ending.ts';
import { fixturePage, serverFault } from '../../support/page/page-fixtures.ts';
import { fixtureHandlers } from '../../support/page/page-handlers.ts';
import { FixtureRuns } from '../../support/page/page-runs.ts';
import { openPage, rowOf } from '../../support/page/page.ts';

/** The three sessions, read once at 00:01; the server is down from then on until `state.down` is false. */
async function openStale(isStale = true) {
  const state = { down: false, list: three(), calls: [] as string[] };
  const list: Handlers['sessions.list'] = async () => {
    state.calls.push('list');
    if (state.down) throw new BridgeError(serverFault());
    return fixturePage(state.list, { readAt: new Date().setHours(0, 1) });
  };
  const runs = new FixtureRuns(() => undefined);
  const usual = fixtureHandlers({ 'sessions.list': async () => fixturePage(state.list) }, runs);
  const noted = <Name extends 'revocation.plan' | 'revocation.confirm' | 'sessions.switch'>(name: Name) => ({
    [name]: (input: never) => {
      state.calls.push(name);
      return usual[name](input);
    },
  });
  const { assembly } = await openPage({
    'sessions.list': list,
    ...noted('revocation.plan'),
    ...noted('revocation.confirm'),
    ...noted('sessions.switch'),
  });
  await expect.element(rowOf(/Jonas Weber/)).toBeVisible();
  state.down = isStale;
  if (isStale) {
    await page.getByRole('button', { name: m.refresh() }).click();
    await expect.element(page.getByRole('alert')).toHaveTextContent(m.degraded_server_down());
  }
  state.calls = [];
  return Object.assign(state, { assembly });
}

const banner = () => page.getByRole('alert');
const openJonas = () => rowOf(/Jonas Weber/).click();
const inDetails = (name: string) =>
  page.getByRole('complementary', { name: m.details_name() }).getByRole('button', { name });

/** Each way to begin an ending. */
const ways: [string, () => Promise<void>][] = [
  [
    'one',
    async () => {
      await openJonas();
      await inDetails(m.end_one()).click();
    },
  ],
  ['those selected', () => askAboutAll()],
  [
    'everything',
    async () => {
      await openMenu();
      await item(like(m.end_scope_everything)).click();
    },
  ],
];

describe.each(ways)('ending %s on a stale list', (_, begin) => {
  test('reads it first; while that fails nothing is sent, and the banner says so, alone', async () => {
    const state = await openStale();
    await begin();
    await expect.element(banner()).toHaveTextContent(m.degraded_nothing_sent());
    await expect.element(banner()).toHaveTextContent('upstream connect error');
    expect(state.calls).toEqual(['list']);
    expect(banner().elements()).toHaveLength(1);
    await expect.element(question()).not.toBeInTheDocument();
  });

  test('asks in any case once it was read, and says from when it was', async () => {
    const state = await openStale();
    state.down = false;
    await begin();
    await expect.element(question()).toHaveTextContent(like(m.plan_was_read_again, { time: /12:01.*/ }));
    expect(state.calls).toEqual(['list', 'revocation.plan']);
    await expect.element(banner()).not.toBeInTheDocument();
  });
});

test('ending on a list that is not stale reads nothing first and says nothing of it', async () => {
  const state = await openStale(false);
  await askAboutAll();
  await expect.element(question()).toBeVisible();
  expect(state.calls).toEqual(['revocation.plan']);
  await expect.element(question()).not.toHaveTextContent(like(m.plan_was_read_again));
  await expect.element(question()).not.toHaveTextContent(like(m.plan_reads_first));
});

test('a list that grows stale behind the question is read before it is carried out', async () => {
  const state = await openStale(false);
  await askAboutAll();
  await expect.element(question()).toBeVisible();
  state.down = true;
  await state.assembly.places.room?.refresh();
  await expect.element(question()).toHaveTextContent(like(m.plan_reads_first, { time: /12:01.*/ }));
  state.calls = [];
  await inQuestion(m.end_do({ count: 2 })).click();
  await expect.element(question()).toHaveTextContent(m.failure_server_fault());
  expect(state.calls).toEqual(['list']);
  state.down = false;
  await inQuestion(m.end_do({ count: 2 })).click();
  await expect.poll(() => state.calls).toContain('revocation.confirm');
  expect(state.calls.slice(0, 3)).toEqual(['list', 'list', 'revocation.confirm']);
});

describe('switching on a stale list', () => {
  const jonas: Partial<Session> = { user: { id: 'b', name: 'Jonas Weber', email: null } };
  const change = () => inDetails(m.switch_to({ user: jonas.user?.name ?? '' })).click();

  test('says that it reads first; while that fails nothing is sent', async () => {
    const state = await openStale();
    await openJonas();
    await expect.element(page.getByText(like(m.plan_reads_first, { time: /12:01.*/ }))).toBeVisible();
    await change();
    await expect.element(banner()).toHaveTextContent(m.degraded_nothing_sent());
    expect(state.calls).toEqual(['list']);
    expect(banner().elements()).toHaveLength(1);
  });

  test('is sent once the list was read and has the session', async () => {
    const state = await openStale();
    state.down = false;
    await openJonas();
    await change();
    await expect.poll(() => state.calls).toContain('sessions.switch');
    expect(state.calls.indexOf('list')).toBe(0);
  });

  test('is not sent for a session that has gone meanwhile', async () => {
    const state = await openStale();
    state.down = false;
    state.list = three().filter(({ id }) => id !== 'b');
    await openJonas();
    await change();
    await expect.element(page.getByText(like(m.switch_failed))).toBeVisible();
    expect(state.calls).not.toContain('sessions.switch');
  });

  test('on a list that is not stale is sent at once', async () => {
    const state = await openStale(false);
    await openJonas();
    await expect.element(page.getByText(like(m.plan_reads_first))).not.toBeInTheDocument();
    await change();
    await expect.poll(() => state.calls[0]).toBe('sessions.switch');
  });
});
