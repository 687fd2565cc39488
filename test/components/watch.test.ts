import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { BridgeError, failure, type Failure } from '../../electron/bridge/failure.ts';
import type { Handlers } from '../../electron/bridge/crossing/serve.ts';
import type { Session } from '../../electron/bridge/session.ts';
import type { FoundSession, Watch } from '../../electron/bridge/watch.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../support/like.ts';
import { expectAccessible } from '../support/page/page-axe.ts';
import { inQuestion, openOn, question } from '../support/page/page-ending.ts';
import { fixtureSession } from '../support/page/page-fixtures.ts';
import { rowOf } from '../support/page/page.ts';

const minute = 60_000;
const connectionId = 'demo-better-auth';
const toggle = () => page.getByRole('button', { name: m.watch_toggle(), exact: true });
const banner = () => page.getByRole('region', { name: m.watch_banner() });
const inBanner = (name: string | RegExp) => banner().getByRole('button', { name });
const rail = () => page.getByRole('navigation', { name: m.rail_name() });

const named = (id: string, name: string, parts: Partial<Session> = {}): Session =>
  fixtureSession({
    ...{ id, connectionId, nativeId: `s-${id}`, user: { id, name, email: null }, current: false },
    createdAt: Date.now() - 12 * minute,
    ...parts,
  });
const foundOf = (session: Session, parts: Partial<FoundSession> = {}): FoundSession => {
  const foundAt = Date.now() - 11 * minute;
  return { session, foundAt, missedAt: foundAt - minute, listed: true, ...parts };
};

/** The page on sessions of which some were found, with a watch that can be changed through `watch`. */
async function openWatched(found: FoundSession[], parts: Partial<Watch> = {}, more: Partial<Handlers> = {}) {
  const now = Date.now();
  const watch: Watch = {
    ...{ connectionId, on: true, readAt: now - 20_000, nextAt: now + 40_000, failure: null },
    found,
    ...parts,
  };
  const read = async (asked: { connectionId: string }): Promise<Watch> =>
    asked.connectionId === connectionId ? watch : { ...watch, ...asked, on: false, found: [], failure: null };
  const sessions = [named('own', 'Ana Silva', { current: true }), ...found.map(({ session }) => session)];
  const opened = await openOn(sessions, {
    'watch.read': read,
    'watch.set': async (asked) => {
      watch.on = asked.on;
      return { ...(await read(asked)) };
    },
    'watch.settle': async (asked) => {
      watch.found = watch.found.filter(({ session }) => !asked.sessionIds.includes(session.id));
      return { ...(await read(asked)) };
    },
    ...more,
  });
  return { ...opened, watch };
}

const people = ['Jonas Weber', 'Mei Tanaka', 'Omar Haddad', 'Lea Novak', 'Ida Berg'];
const five = () => people.map((name, at) => foundOf(named(`n${at}`, name)));

test('the toggle says whether the list is watched, how often, and when it was and will be read', async () => {
  const { watch } = await openWatched([], { on: false, readAt: null, nextAt: null });
  await expect.element(toggle()).toHaveAttribute('aria-pressed', 'false');
  await expect.element(toggle()).toHaveAttribute('title', expect.stringMatching(like(m.watch_about_off)));
  watch.readAt = Date.now() - minute;
  watch.nextAt = Date.now();
  await toggle().click();
  await expect.element(toggle()).toHaveAttribute('aria-pressed', 'true');
  await expect
    .element(toggle())
    .toHaveAttribute(
      'title',
      expect.stringMatching(
        pattern`${like(m.watch_read_at, { time: /.*\d:\d\d.*/ })}\n${like(m.watch_next_at, { time: /.*\d:\d\d/ })}`,
      ),
    );
  expect(banner().elements()).toEqual([]);
});

test('a watch that cannot be set says why and stays as it is', async () => {
  const broken = async () => {
    throw new BridgeError(failure({ code: 'internal', tried: 'watch.set', got: 'disk full' }));
  };
  await openWatched([], { on: false }, { 'watch.set': broken });
  await toggle().click();
  await expect.element(page.getByRole('alert').filter({ hasText: 'disk full' })).toBeVisible();
  await expect.element(toggle()).toHaveAttribute('aria-pressed', 'false');
});

test('a new session is told with its device, user and age, in the banner, its row and the rail', async () => {
  await openWatched([foundOf(named('n', 'Jonas Weber'))]);
  await expect
    .element(banner().getByRole('status'))
    .toHaveTextContent(like(m.watch_found, { count: 1, time: /.*\d:\d\d.*/ }));
  await expect.element(banner().getByRole('listitem')).toHaveTextContent(/on .*, Jonas Weber 12 min ago/);
  await expect.element(rowOf(pattern`Jonas Weber.*${m.watch_new()}$`)).toHaveTextContent(m.watch_new());
  await expect
    .element(rail().getByRole('button', { name: pattern`better-auth.*${m.watch_sign({ count: 1 })}$` }))
    .toBeVisible();
  expect(rowOf(pattern`Ana Silva.*${m.watch_new()}$`).elements()).toEqual([]);
});

test('one that is found while the page is open is shown without anybody asking', async () => {
  const { watch, publish } = await openWatched([]);
  await expect.element(toggle()).toHaveAttribute('aria-pressed', 'true');
  watch.found = [foundOf(named('n', 'Jonas Weber'))];
  publish('watch.changed', { connectionId });
  await expect.element(banner()).toHaveTextContent('Jonas Weber');
});

test('It was me puts one away and ends nothing; the focus goes to the next, then to the list', async () => {
  const { runs } = await openWatched(five().slice(0, 2));
  await inBanner(pattern`^${m.watch_me()}: .*Jonas`).click();
  await expect.element(banner().getByRole('status')).toHaveTextContent(m.watch_sign({ count: 1 }));
  await expect.element(inBanner(pattern`^${m.watch_me()}: .*Mei`)).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(banner()).not.toBeInTheDocument();
  await expect.element(rowOf(/Ana Silva/)).toHaveFocus();
  expect(rowOf(pattern`${m.watch_new()}$`).elements()).toEqual([]);
  expect(runs.did).toEqual([]);
});

test('of more than three the rest is counted, and all can be put away at once', async () => {
  await openWatched(five());
  await expect.element(banner()).toHaveTextContent(m.and_more({ count: 2 }));
  expect(inBanner(like(m.watch_me)).elements()).toHaveLength(3);
  await inBanner(m.watch_all_me()).click();
  await expect.element(banner()).not.toBeInTheDocument();
});

test('Not me asks about the plan for that session, and ends nothing by itself', async () => {
  const { runs } = await openWatched([foundOf(named('n', 'Jonas Weber'))]);
  await inBanner(pattern`^${m.watch_not_me()} .*Jonas`).click();
  await expect.element(question()).toHaveTextContent('Jonas Weber');
  expect(runs.did).toEqual([]);
  await inQuestion(m.end_keep({ count: 1 })).click();
  await expect.element(question()).not.toBeInTheDocument();
  expect(runs.did).toEqual([]);
  await inBanner(pattern`^${m.watch_not_me()} .*Jonas`).click();
  await inQuestion(m.end_do({ count: 1 })).click();
  await expect.poll(() => runs.did).toEqual(['confirm']);
});

test.each([
  [m.watch_gone(), {}, { listed: false }],
  [m.watch_ended(), { status: 'revoked' as const }, {}],
])('one that is %s can only be put away', async (words, session, parts) => {
  await openWatched([foundOf(named('n', 'Jonas Weber', session), parts)]);
  await expect.element(banner().getByRole('listitem')).toHaveTextContent(words);
  expect(inBanner(like(m.watch_not_me)).elements()).toEqual([]);
  await inBanner(/^Seen/).click();
  await expect.element(banner()).not.toBeInTheDocument();
});

const limited = failure({ code: 'rate-limited', tried: 'GET /sessions', got: 'slow down', status: 429 });
const refused = failure({ code: 'key-rejected', tried: 'GET /sessions', got: 'bad token', status: 401 });

test.each<[string, Failure, number | null, RegExp]>([
  [
    'with the time of the next',
    limited,
    Date.now() + 5 * minute,
    pattern`slow down.*${like(m.watch_again, { time: /.*\d:\d\d.*/ })}`,
  ],
  ['that it waits for a person', refused, null, pattern`bad token.*${m.watch_again_refused()}`],
])('a reading that failed is told %s', async (_name, failed, nextAt, words) => {
  await openWatched([], { failure: failed, nextAt });
  await expect.element(banner()).toHaveTextContent(words);
});

test('a watch that is off shows nothing of what it had', async () => {
  await openWatched([], { on: false, failure: limited });
  await expect.element(toggle()).toBeVisible();
  expect(banner().elements()).toEqual([]);
});

test('axe finds nothing wrong with what was found, in either theme', async () => {
  const { assembly } = await openWatched(five(), { failure: limited });
  await expect.element(banner()).toHaveTextContent(m.and_more({ count: 2 }));
  await expectAccessible(assembly);
});
