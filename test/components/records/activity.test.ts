import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import type { TimelineEntry } from '../../../electron/bridge/timeline.ts';
import { serverFault } from '../../support/page/page-fixtures.ts';
import { fixtureTimeline, timelineEntry } from '../../support/page/page-record-fixtures.ts';
import { recordHandlers } from '../../support/page/page-record-handlers.ts';
import { openPage } from '../../support/page/page.ts';

const opener = () => page.getByRole('button', { name: /^Activity/ });
const panel = () => page.getByRole('region', { name: 'Activity', exact: true });
const requests = () => panel().getByRole('table', { name: 'Requests, newest first' });
const rows = () => requests().getByRole('button');
const details = () => panel().getByRole('complementary', { name: 'Details of the request' });
const search = () => panel().getByRole('searchbox');

/** The page over these requests. */
async function openWith(timeline: TimelineEntry[], overrides: Partial<Handlers> = {}, connectionId?: string) {
  const {
    'timeline.list': list,
    'timeline.clear': clear,
    'timeline.sendAgain': again,
  } = recordHandlers({ timeline });
  const handlers = { 'timeline.list': list, 'timeline.clear': clear, 'timeline.sendAgain': again };
  return openPage({ ...handlers, ...overrides }, connectionId);
}

async function openPanel(timeline: TimelineEntry[] = fixtureTimeline(), overrides: Partial<Handlers> = {}) {
  const opened = await openWith(timeline, overrides);
  await opener().click();
  return opened;
}

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
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect.element(page.getByRole('dialog')).toBeVisible();
  await userEvent.keyboard('{Control>}j{/Control}');
  expect(panel().elements()).toEqual([]);
});

test('it says for how long requests are kept, and why no bodies', async () => {
  await openPanel();
  await expect.element(panel()).toHaveTextContent('Kept for 7 days, at most 2,000 a connection.');
  await expect.element(panel()).toHaveTextContent('Bodies are not kept: they can hold tokens.');
});

test('a request is listed with time, status, duration, attempt, cause and size', async () => {
  const entry = timelineEntry({ path: '/sessions', attempt: 2, cause: 'run', took: 1_300, status: 429 });
  await openPanel([entry]);
  await expect
    .element(requests().getByRole('row').nth(1))
    .toHaveTextContent(/:\d\d:\d\d.*GET \/sessions *Attempt 2 *429 *1\.3 s *Ending sessions *12 kB/);
});

test.each([
  ['person', 'You'],
  ['run', 'Ending sessions'],
  ['read-back', 'Read-back'],
  ['recovery', 'After a crash'],
  ['watch', 'Watching'],
  ['sent-again', 'Sent again'],
] as const)('the cause %s is put in words: %s', async (cause, words) => {
  await openPanel([timelineEntry({ cause })]);
  await expect.element(requests().getByRole('row').nth(1)).toHaveTextContent(words);
});

test('a first attempt is not called one', async () => {
  await openPanel([timelineEntry()]);
  await expect.element(requests()).not.toHaveTextContent('Attempt');
});

test('it begins with this connection and can show all, with their names', async () => {
  await openPanel([
    timelineEntry({ id: 2, connectionId: 'acme-eu', path: '/there' }),
    timelineEntry({ id: 1, path: '/here' }),
  ]);
  await expect.element(requests()).toHaveTextContent('/here');
  await expect.element(requests()).not.toHaveTextContent('/there');
  await panel().getByRole('radio', { name: 'All' }).click();
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
  await expect.element(panel()).toHaveTextContent('1 request');
  await search().fill('nothing');
  await expect.element(panel()).toHaveTextContent('No request matches the search.');
});

test('requests are drawn 200 at a time', async () => {
  await openPanel(Array.from({ length: 450 }, (_, index) => timelineEntry({ id: 450 - index })));
  await expect.poll(() => rows().elements().length).toBe(200);
  const older = panel().getByRole('button', { name: 'Show older' });
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
  await panel().getByRole('button', { name: 'Show older' }).click();
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
  const show = panel().getByRole('button', { name: 'New requests – show them' });
  await expect.element(show).toBeVisible();
  expect(requests().element().textContent).not.toContain('/second');
  await show.click();
  await expect.element(rows().first()).toHaveTextContent('/second');
});

test('details have the headers, the failure in words and the server’s id of the request', async () => {
  const failure = serverFault({ got: 'upstream connect error' });
  await openPanel([timelineEntry({ status: 503, failure })]);
  await rows().first().click();
  for (const words of [
    'The API’s server has a fault',
    'Try again in a while.',
    'upstream connect error',
    'req_7c1d',
    'accept application/json',
    'cookie [left out]',
    'content-type application/json',
  ]) {
    await expect.element(details()).toHaveTextContent(words);
  }
});

test('a request without an answer says so', async () => {
  await openPanel([timelineEntry({ status: null, size: null })]);
  await rows().first().click();
  await expect.element(details()).toHaveTextContent('Status no answer');
});

test('Escape closes the details first, then the panel', async () => {
  await openPanel();
  await rows().nth(1).click();
  await expect.element(details()).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(details()).not.toBeInTheDocument();
  await expect.element(rows().nth(1)).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(opener()).toHaveFocus();
});

test('a request that reads is sent again, and the new one is shown', async () => {
  await openPanel([timelineEntry()]);
  await rows().first().click();
  await details().getByRole('button', { name: 'Send again' }).click();
  await expect.element(details()).toHaveTextContent('Cause Sent again');
  await expect.poll(() => rows().elements().length).toBe(2);
});

test('a request that changes something cannot be sent again, and it says why', async () => {
  await openPanel([timelineEntry({ method: 'POST', canSendAgain: false })]);
  await rows().first().click();
  await expect.element(details()).toHaveTextContent('Only a request that reads');
  expect(details().getByRole('button', { name: 'Send again' }).elements()).toEqual([]);
});

test('when it could not be sent again, the details say why', async () => {
  await openPanel([timelineEntry()], {
    'timeline.sendAgain': async () => {
      throw new BridgeError(serverFault({ code: 'unreachable', got: 'connection refused', status: null }));
    },
  });
  await rows().first().click();
  await details().getByRole('button', { name: 'Send again' }).click();
  await expect.element(details().getByRole('alert')).toHaveTextContent('connection refused');
});

test('clearing names what goes, keeps it by default, and removes only that', async () => {
  await openPanel([
    timelineEntry({ id: 3, connectionId: 'acme-eu', path: '/there' }),
    timelineEntry({ id: 2 }),
    timelineEntry({ id: 1 }),
  ]);
  await panel().getByRole('button', { name: 'Clear…' }).click();
  const question = page.getByRole('alertdialog', { name: 'Remove 2 requests of better-auth from the list?' });
  await expect.element(question.getByRole('button', { name: 'Keep them' })).toHaveFocus();
  await question.getByRole('button', { name: 'Remove 2 requests' }).click();
  await expect.element(panel()).toHaveTextContent('No request is kept.');
  await panel().getByRole('radio', { name: 'All' }).click();
  await expect.element(requests()).toHaveTextContent('/there');
});

test('clearing counts everything that goes, also what a search hides', async () => {
  await openPanel([timelineEntry({ id: 2, path: '/me' }), timelineEntry({ id: 1, path: '/sessions' })]);
  await search().fill('/me');
  await expect.poll(() => rows().elements().length).toBe(1);
  await panel().getByRole('button', { name: 'Clear…' }).click();
  await expect.element(page.getByRole('alertdialog')).toHaveTextContent('Remove 2 requests');
});

test('a list that cannot be read says why and can be tried again', async () => {
  let broken = false;
  const { 'timeline.list': list } = recordHandlers();
  await openPanel([], {
    'timeline.list': async (input) => {
      if (broken)
        throw new BridgeError(serverFault({ code: 'internal', tried: 'timeline.list', got: 'locked' }));
      return list(input);
    },
  });
  broken = true;
  await search().fill('x');
  await expect.element(panel().getByRole('alert')).toHaveTextContent('timeline.list: locked');
  broken = false;
  await panel().getByRole('button', { name: 'Try again' }).click();
  await expect.element(panel().getByRole('alert')).not.toBeInTheDocument();
});
