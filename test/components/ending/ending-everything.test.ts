import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../../support/like.ts';
import {
  inQuestion,
  item,
  openMenu,
  openOn,
  question,
  three,
  verdicts,
} from '../../support/page/page-ending.ts';
import { serverFault } from '../../support/page/page-fixtures.ts';
import { listing, openPage, rowOf } from '../../support/page/page.ts';

/** Opens Vault with the three; its one call for everything leaves what is named in the list. */
async function openVault(stays: string[] = []) {
  const opened = await openOn(three('demo-vault'));
  opened.runs.outcome = ({ id, current }) => {
    if (!stays.includes(id)) return {};
    return current
      ? { state: 'kept', verdict: 'still-there', mayStay: true }
      : { state: 'failed', verdict: 'still-there' };
  };
  return opened;
}

async function endEverything() {
  await openMenu();
  await item(like(m.end_scope_everything)).click();
  await question()
    .getByRole('textbox', { name: like(m.plan_name) })
    .fill('Vault');
  await inQuestion(m.plan_end_now()).click();
}

test('the menu counts what each scope takes and says in how many calls', async () => {
  await openVault();
  await openMenu();
  await expect
    .element(item(`${m.end_scope_one()} ${m.end_scope_no_row()}`))
    .toHaveAttribute('aria-disabled', 'true');
  await expect
    .element(item(`${m.end_scope_selected({ count: 0 })} ${m.end_scope_none_selected()}`))
    .toHaveAttribute('aria-disabled', 'true');
  await expect
    .element(item(pattern`^${m.end_scope_matching({ some: 0 })} ${m.end_scope_no_filter()}`))
    .toHaveAttribute('aria-disabled', 'true');
  await expect.element(item(`${m.end_scope_others({ some: 2 })} ${m.end_calls({ count: 2 })}`)).toBeEnabled();
  await expect
    .element(item(`${m.end_scope_everything({ some: 3 })} ${m.end_calls({ count: 1 })}`))
    .toBeEnabled();
});

test('ticked sessions are counted, and our own is left out', async () => {
  await openVault();
  for (const name of [/Ana/, /Jonas/, /Mei/]) await rowOf(name).getByRole('checkbox').click();
  await expect.element(page.getByText(m.selection_without_current())).toBeVisible();
  await openMenu();
  await item(`${m.end_scope_selected({ count: 2 })} ${m.end_calls({ count: 2 })}`).click();
  await expect.element(question()).toHaveTextContent(m.end_title_many_users({ count: 2, users: 2 }));
});

test('all that match the search are ended, without our own', async () => {
  const { runs } = await openVault();
  await page.getByRole('searchbox').fill('a');
  await openMenu();
  await item(`${m.end_scope_matching({ some: 2 })} ${m.end_calls({ count: 2 })}`).click();
  await inQuestion(m.plan_end_now()).click();
  await expect.element(verdicts().getByText(m.totals_ended({ ended: 2, count: 2 }))).toBeVisible();
  expect(runs.did).toEqual(['confirm', 'sent b,c']);
});

test('an API without a call for everything ends them one by one', async () => {
  await openOn(three());
  await openMenu();
  await expect.element(item(like(m.end_scope_everything))).toHaveTextContent(m.end_calls({ count: 3 }));
  await expect.element(item(like(m.end_scope_everything))).toBeEnabled();
});

test('all others cannot be meant where our own session is not known', async () => {
  await openOn(three('demo-better-auth', null));
  await openMenu();
  await expect.element(item(like(m.end_scope_others))).toHaveTextContent(m.end_scope_current_unknown());
  await expect.element(item(like(m.end_scope_others))).toHaveAttribute('aria-disabled', 'true');
});

test('all others are ended one by one, never with the call for everything', async () => {
  const { runs } = await openVault();
  await openMenu();
  await item(like(m.end_scope_others)).click();
  await expect.element(question()).toHaveTextContent(m.end_calls({ count: 2 }));
  await inQuestion(m.plan_end_now()).click();
  await expect.element(verdicts().getByText(m.totals_ended({ ended: 2, count: 2 }))).toBeVisible();
  expect(runs.did).toEqual(['confirm', 'sent b,c']);
});

test('everything is asked about in strong words, and keeping is the first choice', async () => {
  const { runs } = await openVault();
  await openMenu();
  await item(like(m.end_scope_everything)).click();
  await expect.element(question()).toHaveTextContent(m.end_everything_title({ count: 3 }));
  await expect.element(question()).toHaveTextContent(m.end_everything_may_keep());
  await expect.element(question()).toHaveTextContent(m.plan_may_stay());
  await expect.element(inQuestion(m.end_keep({ count: 2 }))).toHaveFocus();
  await expect.element(inQuestion(m.end_everything_do())).toBeDisabled();
  expect(runs.did).toEqual([]);
});

test('where the call is known to end the current session too, the question says so', async () => {
  await openOn(three('demo-nest'));
  await openMenu();
  await item(like(m.end_scope_everything)).click();
  await expect.element(question()).toHaveTextContent(m.end_everything_signs_out());
});

test('a current session that the server kept is named, and is no fault', async () => {
  const { runs } = await openVault(['a']);
  await endEverything();
  const items = verdicts().getByRole('listitem');
  await expect.element(items.filter({ hasText: 'Ana Silva' })).toHaveTextContent(m.verdict_kept());
  await expect
    .element(verdicts().getByRole('status'))
    .toHaveTextContent(m.totals_ended({ ended: 2, count: 2 }));
  await expect.element(verdicts()).not.toHaveTextContent(m.verdict_still_there());
  await expect.element(rowOf(/Jonas/)).not.toBeInTheDocument();
  expect(runs.did).toEqual(['confirm', 'sent b,c,a']);
});

test('another session that is still there is a fault, as ever', async () => {
  await openVault(['a', 'b']);
  await endEverything();
  await expect
    .element(verdicts().getByRole('listitem').filter({ hasText: 'Jonas' }))
    .toHaveTextContent(m.verdict_still_there());
  await expect
    .element(verdicts().getByRole('alert'))
    .toHaveTextContent(like(m.totals_parts_verified, { ended: 1, failed: 1 }));
});

test('the server’s own count is shown when it differs from the list', async () => {
  await openPage(
    { ...listing(three('demo-nest')), 'sessions.count': async () => ({ count: 5 }) },
    'demo-nest',
  );
  await expect.element(page.getByText(m.count_differs({ count: 3, total: 5 }))).toBeVisible();
});

test('a count that agrees, or cannot be read, leaves the list’s own', async () => {
  let fails = false;
  const { assembly } = await openPage(
    {
      ...listing(three('demo-nest')),
      'sessions.count': async () => {
        if (fails) throw new BridgeError(serverFault());
        return { count: 3 };
      },
    },
    'demo-nest',
  );
  const count = page.getByText(m.count_sessions({ count: 3 }), { exact: true });
  await expect.element(count).toBeVisible();
  fails = true;
  await assembly.places.room?.refresh();
  await expect.element(count).toHaveAttribute('title', expect.stringContaining('upstream connect error'));
});
