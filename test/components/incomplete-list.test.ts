import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Handlers } from '../../electron/bridge/crossing/serve.ts';
import type { Gap, SessionPage, SwitchReport, Verification } from '../../electron/bridge/session.ts';
import { item, openMenu, question, three } from '../support/page/page-ending.ts';
import { fixturePage, fixtureSession } from '../support/page/page-fixtures.ts';
import { openPage, rowOf } from '../support/page/page.ts';

const short: Gap = { why: 'fewer-than-total', count: 247 };
const details = () => page.getByRole('complementary', { name: 'Session details' });

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
    await expect.element(page.getByText('3 of 250 listed', { exact: true })).toBeVisible();
  });

  test('of a list that may lack sessions says so', async () => {
    await openListed({ total: 3, gaps: [{ why: 'moved', count: 3 }] });
    await expect.element(page.getByText('3 sessions, may be more', { exact: true })).toBeVisible();
    await page.getByRole('searchbox').fill('Mei');
    await expect.element(page.getByText('1 of 3 sessions, may be more', { exact: true })).toBeVisible();
  });

  test('of a complete list is just that', async () => {
    await openListed({ total: 3 });
    await expect.element(page.getByText('3 sessions', { exact: true })).toBeVisible();
    await expect.element(page.getByText(/may be more|may not be complete/)).not.toBeInTheDocument();
  });
});

test('above the list there is one sentence for each reason', async () => {
  await openListed({ total: 250, gaps: [short, { why: 'duplicate-rows', count: 2 }] });
  await expect.element(page.getByText('This list is not complete: 3 of 250 listed')).toBeVisible();
  await expect
    .element(page.getByText('The list is short of 247 sessions that the server counts.'))
    .toBeVisible();
  await expect.element(page.getByText('2 sessions were listed twice.')).toBeVisible();
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
  await expect.element(page.getByText('This list may not be complete')).toBeVisible();
  await expect.element(page.getByText('2 sessions could not be read and are left out.')).toBeVisible();
  await expect.element(page.getByText(/Sessiondeck reads no further than its own limit/)).toBeVisible();
  await expect.element(page.getByText(/The active session is not in the list/)).toBeVisible();
  for (const twice of [/rows of the list could not be read/, /more sessions than Sessiondeck reads/]) {
    await expect.element(page.getByText(twice)).not.toBeInTheDocument();
  }
});

test('an empty list that contradicts itself says so instead of having no sessions', async () => {
  await openListed({ sessions: [], total: 12, gaps: [{ why: 'empty-page', count: null }] });
  await expect.element(page.getByText(/came back empty, though the server counts more/)).toBeVisible();
});

test('each scope names what will be tried, and those that mean more say that there may be', async () => {
  await openListed({ total: 250, gaps: [short] }, 'demo-vault');
  await page.getByRole('searchbox').fill('a');
  await rowOf(/Jonas/).getByRole('checkbox').click();
  await openMenu();
  await expect.element(item(/^Selected \(1\) /)).toBeEnabled();
  await expect.element(item(/^All matching this filter \(2, may be more\)/)).toBeEnabled();
  await expect.element(item(/^All others, keep this one \(2, may be more\)/)).toBeEnabled();
  await expect.element(item(/^Everything, this one included \(3 of 250 listed\)/)).toBeEnabled();
});

test('a session that is over is not tried: everything does not call all that are listed its number', async () => {
  const over = fixtureSession({ id: 'o', connectionId: 'demo-vault', status: 'revoked' });
  await openListed({ sessions: [...three('demo-vault'), over], total: 250, gaps: [short] }, 'demo-vault');
  await openMenu();
  await expect.element(item(/^Everything, this one included \(3, may be more\)/)).toBeEnabled();
});

describe('the plan says what the gaps mean for its scope', () => {
  const gaps = [short];
  test.each([
    [
      'demo-better-auth',
      /^Everything/,
      /Ends the 3 listed sessions one by one.* goes on until the list has none left, or says how many/,
    ],
    ['demo-vault', /^Everything/, /one call is meant for all sessions, listed or not/],
    ['demo-vault', /^All others/, /means those listed: sessions that are missing .* are not ended/],
  ])('%s, %s', async (api, scope, words) => {
    await openListed({ total: 250, gaps }, api);
    await openMenu();
    await item(scope).click();
    await expect.element(question()).toHaveTextContent('This list is not complete: 3 of 250 listed');
    await expect.element(question()).toHaveTextContent(words);
    await expect.element(question()).toHaveTextContent('The list is short of 247 sessions');
  });

  test('matching', async () => {
    await openListed({ total: 250, gaps });
    await page.getByRole('searchbox').fill('a');
    await openMenu();
    await item(/^All matching/).click();
    await expect.element(question()).toHaveTextContent('Only listed sessions were searched');
  });

  test('selected', async () => {
    await openListed({ total: 250, gaps });
    await page.getByRole('checkbox', { name: /Select all shown/ }).click();
    await page.getByRole('button', { name: 'End 2 sessions…' }).click();
    await expect.element(question()).toHaveTextContent('it cannot prove that they have ended');
  });

  test('and says nothing of a complete list', async () => {
    await openListed({ total: 3 });
    await openMenu();
    await item(/^Everything/).click();
    await expect.element(question()).toHaveTextContent('End all 3 sessions, this one included?');
    await expect.element(question()).not.toHaveTextContent(/complete/);
  });

  test('as it may end more than are listed, neither the title nor the button names a number', async () => {
    await openListed({ total: 250, gaps });
    await openMenu();
    await item(/^Everything/).click();
    await expect.element(question()).toHaveTextContent('End all sessions, listed or not, this one included?');
    await expect.element(question().getByRole('button', { name: 'End everything' })).toBeInTheDocument();
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
    await details().getByRole('button', { name: 'Check now' }).click();
    await expect.element(details().getByText('Not known')).toBeVisible();
    await expect
      .element(details())
      .toHaveTextContent(/cannot prove that it has ended\..*1 row .* could not be read/);
  });

  test('quotes an answer that decides nothing', async () => {
    await openListed({}, 'demo-clerk', found({ method: 'get', statusGiven: 'status: quarantined' }));
    await rowOf(/Jonas/).click();
    await details().getByRole('button', { name: 'Check now' }).click();
    await expect.element(details()).toHaveTextContent('does not settle it: “status: quarantined”');
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
  await page.getByRole('button', { name: 'Switch to Jonas Weber' }).click();
  const alert = page.getByRole('alert');
  await expect.element(alert).toHaveTextContent(/no session of the list is marked as the current one/);
  await expect.element(alert).toHaveTextContent(/leaves out the session that Sessiondeck itself uses/);
  await expect.element(alert).not.toHaveTextContent(/Not switched/);
});
