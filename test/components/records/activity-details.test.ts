import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { serverFault } from '../../support/page/page-fixtures.ts';
import { timelineEntry } from '../../support/page/page-record-fixtures.ts';
import { recordHandlers } from '../../support/page/page-record-handlers.ts';
import { opener, panel, requests, rows, search, openPanel } from '../../support/page/page-activity.ts';

const details = () => panel().getByRole('complementary', { name: m.activity_details() });

test('details have the headers, the failure in words and the server’s id of the request', async () => {
  const failure = serverFault({ got: 'upstream connect error' });
  await openPanel([timelineEntry({ status: 503, failure })]);
  await rows().first().click();
  for (const words of [
    m.failure_server_fault(),
    m.next_try_later(),
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
  await expect.element(details()).toHaveTextContent(`${m.activity_status()} ${m.activity_no_answer()}`);
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
  await details().getByRole('button', { name: m.activity_again() }).click();
  await expect.element(details()).toHaveTextContent(`${m.activity_cause()} ${m.cause_sent_again()}`);
  await expect.poll(() => rows().elements().length).toBe(2);
});

test('a request that changes something cannot be sent again, and it says why', async () => {
  await openPanel([timelineEntry({ method: 'POST', canSendAgain: false })]);
  await rows().first().click();
  await expect.element(details()).toHaveTextContent(m.activity_again_not());
  expect(details().getByRole('button', { name: m.activity_again() }).elements()).toEqual([]);
});

test('when it could not be sent again, the details say why', async () => {
  await openPanel([timelineEntry()], {
    'timeline.sendAgain': async () => {
      throw new BridgeError(serverFault({ code: 'unreachable', got: 'connection refused', status: null }));
    },
  });
  await rows().first().click();
  await details().getByRole('button', { name: m.activity_again() }).click();
  await expect.element(details().getByRole('alert')).toHaveTextContent('connection refused');
});

test('clearing names what goes, keeps it by default, and removes only that', async () => {
  await openPanel([
    timelineEntry({ id: 3, connectionId: 'acme-eu', path: '/there' }),
    timelineEntry({ id: 2 }),
    timelineEntry({ id: 1 }),
  ]);
  await panel().getByRole('button', { name: m.activity_clear() }).click();
  const question = page.getByRole('alertdialog', {
    name: m.activity_clear_title_of({ count: 2, name: 'better-auth' }),
  });
  await expect.element(question.getByRole('button', { name: m.activity_clear_keep() })).toHaveFocus();
  await question.getByRole('button', { name: m.activity_clear_do({ count: 2 }) }).click();
  await expect.element(panel()).toHaveTextContent(m.activity_empty());
  await panel().getByRole('radio', { name: m.scope_all() }).click();
  await expect.element(requests()).toHaveTextContent('/there');
});

test('clearing counts everything that goes, also what a search hides', async () => {
  await openPanel([timelineEntry({ id: 2, path: '/me' }), timelineEntry({ id: 1, path: '/sessions' })]);
  await search().fill('/me');
  await expect.poll(() => rows().elements().length).toBe(1);
  await panel().getByRole('button', { name: m.activity_clear() }).click();
  await expect.element(page.getByRole('alertdialog')).toHaveTextContent(m.activity_clear_do({ count: 2 }));
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
  await panel().getByRole('button', { name: m.action_retry() }).click();
  await expect.element(panel().getByRole('alert')).not.toBeInTheDocument();
});
