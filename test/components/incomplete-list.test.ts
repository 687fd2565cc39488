import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Handlers } from '../../electron/bridge/crossing/serve.ts';
import type { Gap, SessionPage, SwitchReport, Verification } from '../../electron/bridge/session.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../support/like.ts';
import { item, openMenu, question, three } from '../support/page/page-ending.ts';
import { fixturePage, fixtureSession } from '../support/page/page-fixtures.ts';
import { openPage, rowOf } from '../support/page/page.ts';

const short: Gap = { why: 'fewer-than-total', count: 247 };
const details = () => page.getByRole('complementary', { name: m.details_name() });

/** Opens the page on the three, of a list that says this of itself. */
async function openListed(
  parts: Partial<SessionPage>,
  api = 'demo-better-auth',
  more: Partial<Handlers> = {},
) {
  const sessions = parts.sessions ?? three(api);
  const opened = await openPage({ 'sessions.list': async () => fixturePage(sessions, parts), ...more }, api);
  const { total = null, gaps = [] } = parts;
  opened.runs.special = { listed: { rows: sessions.length, total, gaps } };
  return opened;
}

describe('the number of sessions', () => {
  test('of a list that is short says how many of how many are listed', async () => {
    await openListed({ total: 250, gaps: [short] });
    await expect.element(page.getByText(m.listed_of({ some: 3, all: 250 }), { exact: true })).toBeVisible();
  });

  test('of a list that may lack sessions says so', async () => {
    await openListed({ total: 3, gaps: [{ why: 'moved', count: 3 }] });
    await expect.element(page.getByText(m.listed_may_be_more({ count: 3 }), { exact: true })).toBeVisible();
    await page.getByRole('searchbox').fill('Mei');
    await expect
      .element(
        page.getByText(m.number_may_be_more({ text: m.count_filtered({ shown: 1, count: 3 }) }), {
          exact: true,
        }),
      )
      .toBeVisible();
  });

  test('of a complete list is just that', async () => {
    await openListed({ total: 3 });
    await expect.element(page.getByText(m.count_sessions({ count: 3 }), { exact: true })).toBeVisible();
    await expect
      .element(page.getByText(pattern`${like(m.listed_may_be_more)}|${m.listed_may_be_incomplete()}`))
      .not.toBeInTheDocument();
  });
});

test('above the list there is one sentence for each reason', async () => {
  await openListed({ total: 250, gaps: [short, { why: 'duplicate-rows', count: 2 }] });
  await expect.element(page.getByText(m.listed_incomplete({ some: 3, all: 250 }))).toBeVisible();
  await expect.element(page.getByText(m.gap_fewer_than_total({ count: 247 }))).toBeVisible();
  await expect.element(page.getByText(m.gap_duplicate_rows({ count: 2 }))).toBeVisible();
});

test('what a note and a reason both say is said once', async () => {
  await openListed({
    unreadable: 2,
    notes: ['limit-reached', 'active-not-listed'],
    gaps: [
      { why: 'unreadable-rows', count: 2 },
      { why: 'our-limit', count: 3 },
    ],
  });
  await expect.element(page.getByText(m.listed_may_be_incomplete())).toBeVisible();
  await expect.element(page.getByText(m.notes_unreadable({ count: 2 }))).toBeVisible();
  await expect.element(page.getByText(like(m.gap_our_limit))).toBeVisible();
  await expect.element(page.getByText(m.note_active_not_listed())).toBeVisible();
  for (const twice of [like(m.gap_unreadable_rows), like(m.note_limit_reached)]) {
    await expect.element(page.getByText(twice)).not.toBeInTheDocument();
  }
});

test('an empty list that contradicts itself says so instead of having no sessions', async () => {
  await openListed({ sessions: [], total: 12, gaps: [{ why: 'empty-page', count: null }] });
  await expect.element(page.getByText(m.gap_empty_page())).toBeVisible();
});

test('each scope names what will be tried, and those that mean more say that there may be', async () => {
  await openListed({ total: 250, gaps: [short] }, 'demo-vault');
  await page.getByRole('searchbox').fill('a');
  await rowOf(/Jonas/).getByRole('checkbox').click();
  await openMenu();
  await expect.element(item(pattern`^${m.end_scope_selected({ count: 1 })} `)).toBeEnabled();
  await expect.element(item(m.end_scope_matching({ some: m.number_may_be_more({ text: 2 }) }))).toBeEnabled();
  await expect.element(item(m.end_scope_others({ some: m.number_may_be_more({ text: 2 }) }))).toBeEnabled();
  await expect
    .element(item(m.end_scope_everything({ some: m.listed_of({ some: 3, all: 250 }) })))
    .toBeEnabled();
});

test('a session that is over is not tried: everything does not call all that are listed its number', async () => {
  const over = fixtureSession({ id: 'o', connectionId: 'demo-vault', status: 'revoked' });
  await openListed({ sessions: [...three('demo-vault'), over], total: 250, gaps: [short] }, 'demo-vault');
  await openMenu();
  await expect
    .element(item(m.end_scope_everything({ some: m.number_may_be_more({ text: 3 }) })))
    .toBeEnabled();
});

describe('the plan says what the gaps mean for its scope', () => {
  const gaps = [short];
  test.each([
    ['demo-better-auth', like(m.end_scope_everything), m.listed_everything({ count: 3 })],
    ['demo-vault', like(m.end_scope_everything), m.listed_one_call()],
    ['demo-vault', like(m.end_scope_others), m.listed_others()],
  ])('%s, %s', async (api, scope, words) => {
    await openListed({ total: 250, gaps }, api);
    await openMenu();
    await item(scope).click();
    await expect.element(question()).toHaveTextContent(m.listed_incomplete({ some: 3, all: 250 }));
    await expect.element(question()).toHaveTextContent(words);
    await expect.element(question()).toHaveTextContent(m.gap_fewer_than_total({ count: 247 }));
  });

  test('matching', async () => {
    await openListed({ total: 250, gaps });
    await page.getByRole('searchbox').fill('a');
    await openMenu();
    await item(like(m.end_scope_matching)).click();
    await expect.element(question()).toHaveTextContent(m.listed_matching());
  });

  test('selected', async () => {
    await openListed({ total: 250, gaps });
    const boxes = page.getByRole('checkbox', { name: m.select_row(), exact: true });
    for (const at of [1, 2]) await boxes.nth(at).click();
    await page.getByRole('button', { name: m.selection_end({ count: 2 }) }).click();
    await expect.element(question()).toHaveTextContent(m.listed_chosen());
  });

  test('all that match, by the box in the heading', async () => {
    await openListed({ total: 250, gaps });
    await page.getByRole('checkbox', { name: like(m.select_all_shown) }).click();
    await page.getByRole('button', { name: m.selection_end({ count: 2 }) }).click();
    await expect.element(question()).toHaveTextContent(m.listed_matching());
  });

  test('and says nothing of a complete list', async () => {
    await openListed({ total: 3 });
    await openMenu();
    await item(like(m.end_scope_everything)).click();
    await expect.element(question()).toHaveTextContent(m.end_everything_title({ count: 3 }));
    await expect.element(question()).not.toHaveTextContent(/complete/);
  });

  test('as it may end more than are listed, neither the title nor the button names a number', async () => {
    await openListed({ total: 250, gaps });
    await openMenu();
    await item(like(m.end_scope_everything)).click();
    await expect.element(question()).toHaveTextContent(m.end_everything_title_all());
    await expect.element(question().getByRole('button', { name: m.end_everything_do() })).toBeInTheDocument();
  });
});

describe('Check now', () => {
  const found = (parts: Partial<Verification>): Partial<Handlers> => ({
    'sessions.verify': async ({ sessionId }) => ({
      ...{ sessionId, state: 'unknown', statusGiven: null, method: 'list', gaps: [], verifyRetired: false },
      ...{ checkedAt: Date.now(), ...parts },
    }),
  });

  test('says why a list cannot tell', async () => {
    const gaps: Gap[] = [{ why: 'unreadable-rows', count: 1 }];
    await openListed({}, 'demo-clerk', found({ gaps }));
    await rowOf(/Jonas/).click();
    await details().getByRole('button', { name: m.check_now() }).click();
    await expect.element(details().getByText(m.check_unknown())).toBeVisible();
    await expect
      .element(details())
      .toHaveTextContent(pattern`${m.check_gaps()}.*${m.gap_unreadable_rows({ count: 1 })}`);
  });

  test('quotes an answer that decides nothing', async () => {
    await openListed({}, 'demo-clerk', found({ method: 'get', statusGiven: 'status: quarantined' }));
    await rowOf(/Jonas/).click();
    await details().getByRole('button', { name: m.check_now() }).click();
    await expect.element(details()).toHaveTextContent(m.check_undecided({ word: 'status: quarantined' }));
  });
});

test('a switch after which nobody is marked current is not called “not switched”', async () => {
  const report: SwitchReport = {
    verdict: 'cannot-be-checked',
    checkFailure: null,
    gaps: [{ why: 'own-not-listed', count: null }],
    page: null,
    nowActive: null,
  };
  await openListed({}, 'demo-better-auth', { 'sessions.switch': async () => report });
  await rowOf(/Jonas/).click();
  await page.getByRole('button', { name: m.switch_to({ user: 'Jonas Weber' }) }).click();
  const alert = page.getByRole('alert');
  await expect.element(alert).toHaveTextContent(m.switch_none_current());
  await expect.element(alert).toHaveTextContent(m.gap_own_not_listed());
  await expect.element(alert).not.toHaveTextContent(/Not switched/);
});
