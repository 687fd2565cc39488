import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { failure, BridgeError } from '../../electron/bridge/failure.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../support/like.ts';
import { fixturePage, fixtureSession } from '../support/page/page-fixtures.ts';
import { listing, openPage, rowOf } from '../support/page/page.ts';

const ana = fixtureSession({ id: 'a', current: true });
const jonas = fixtureSession({ id: 'b', user: { id: 'u2', name: 'Jonas Weber', email: null } });
const details = () => page.getByRole('complementary', { name: m.details_name() });

test('Enter opens the details, Escape closes them, and the focus is back on the row', async () => {
  await openPage(listing([ana, jonas]));
  await rowOf(/Jonas/).click();
  await expect.element(details()).toBeVisible();
  await page.getByRole('button', { name: m.details_close() }).click();
  await expect.element(rowOf(/Jonas/)).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(details()).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(details()).not.toBeInTheDocument();
  await expect.element(rowOf(/Jonas/)).toHaveFocus();
});

test('the details explain that a place is an estimate', async () => {
  await openPage(listing([ana]));
  await rowOf(/Ana/).click();
  await expect.element(details().getByText(m.place_note())).toBeVisible();
});

test('a check says what was found, how, and that verify is retired', async () => {
  await openPage(listing([{ ...ana, id: 'demo-clerk-1', connectionId: 'demo-clerk' }]), 'demo-clerk');
  await rowOf(/Ana/).click();
  await page.getByRole('button', { name: m.check_now() }).click();
  await expect.element(details().getByText(m.check_active(), { exact: true })).toBeVisible();
  await expect.element(details().getByText(like(m.method_get))).toBeVisible();
  await expect.element(details().getByText(m.check_retired())).toBeVisible();
});

test('after a switch the active one is named from the list read afterwards', async () => {
  await openPage({
    ...listing([ana, jonas]),
    'sessions.switch': async () => {
      const nowActive = { ...jonas, current: true };
      const sessions = [{ ...ana, current: false }, nowActive];
      return { verdict: 'switched', checkFailure: null, gaps: [], page: fixturePage(sessions), nowActive };
    },
  });
  await rowOf(/Jonas/).click();
  await page.getByRole('button', { name: m.switch_to({ user: 'Jonas Weber' }) }).click();
  await expect.element(page.getByText(m.now_active({ who: 'Jonas Weber' }))).toBeVisible();
  await expect.element(rowOf(pattern`Jonas.*${m.status_current()}`)).toBeVisible();
});

test('a switch that the list contradicts is an error that stays', async () => {
  await openPage({
    ...listing([ana, jonas]),
    'sessions.switch': async () => ({
      verdict: 'not-switched',
      checkFailure: null,
      gaps: [],
      page: null,
      nowActive: ana,
    }),
  });
  await rowOf(/Jonas/).click();
  await page.getByRole('button', { name: m.switch_to({ user: 'Jonas Weber' }) }).click();
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent(m.switch_not_switched_still({ who: 'Ana Silva' }));
});

test('an API that cannot switch or mint offers neither', async () => {
  await openPage(listing([{ ...jonas, connectionId: 'demo-vault' }]), 'demo-vault');
  await rowOf(/Jonas/).click();
  await expect.element(details().getByRole('button', { name: m.end_one() })).toBeVisible();
  expect(
    details()
      .getByRole('button', { name: /Switch|Mint|Check/ })
      .elements(),
  ).toEqual([]);
});

test('a minted token is shown decoded, goes to the clipboard once, and never into the document', async () => {
  const copied: string[] = [];
  Object.defineProperty(navigator, 'clipboard', {
    configurable: true,
    value: { writeText: async (text: string) => void copied.push(text) },
  });
  await openPage(listing([{ ...jonas, connectionId: 'demo-clerk' }]), 'demo-clerk');
  await rowOf(/Jonas/).click();
  await page.getByRole('button', { name: m.mint_open() }).click();
  await page.getByLabelText(m.mint_template()).fill('supabase');
  await page.getByRole('button', { name: m.mint_do(), exact: true }).click();
  await expect.element(page.getByText('RS256')).toBeVisible();
  await page.getByRole('button', { name: m.mint_copy() }).click();
  await expect.element(page.getByRole('button', { name: m.mint_copied() })).toBeDisabled();
  expect(copied).toEqual([expect.stringMatching(/^eyJ/)]);
  expect(document.documentElement.outerHTML).not.toContain(copied[0]);
});

test('a check that fails says so in the details, with what the server said', async () => {
  const refused = failure({
    code: 'forbidden',
    tried: 'GET /sessions/{id}',
    got: 'needs the sessions permission',
  });
  await openPage(
    {
      ...listing([{ ...jonas, connectionId: 'demo-clerk' }]),
      'sessions.verify': async () => {
        throw new BridgeError(refused);
      },
    },
    'demo-clerk',
  );
  await rowOf(/Jonas/).click();
  await page.getByRole('button', { name: m.check_now() }).click();
  await expect.element(details().getByRole('alert')).toHaveTextContent('needs the sessions permission');
});
