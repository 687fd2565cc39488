import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Session } from '../../../electron/bridge/session.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { inFigures } from '../../../renderer/ui/figures.ts';
import { pattern } from '../../support/like.ts';
import { expectAccessible } from '../../support/page/page-axe.ts';
import { fixtureSession } from '../../support/page/page-fixtures.ts';
import { listing, openPage, rowOf } from '../../support/page/page.ts';

// What is odd is seen at once, with its evidence; nothing is ever done because of it.

const readAt = Date.now();
const ana = { id: 'user_1', name: 'Ana Silva', email: null };
const at = (minutes: number) => readAt - minutes * 60_000;
const lisbon = (parts: Partial<Session> = {}) =>
  fixtureSession({
    id: 'a',
    user: ana,
    city: 'Lisbon',
    country: 'PT',
    lastActiveAt: at(10),
    createdAt: at(99),
    ...parts,
  });
const tokyo = () =>
  lisbon({ id: 'b', city: 'Tokyo', country: 'JP', lastActiveAt: at(40), createdAt: at(98) });
const mei = () =>
  lisbon({ id: 'c', user: { id: 'user_2', name: 'Mei Tanaka', email: null }, current: false });
const card = (count: number) =>
  page.getByRole('button', { name: pattern`^${m.hint_concurrent()} ${inFigures(count)}$` });

test('a card says how many, shows them, and shows all again', async () => {
  await openPage(listing([lisbon(), tokyo(), mei()]));
  await card(2).click();
  await expect.element(page.getByRole('searchbox')).toHaveValue('risk:concurrent');
  await expect.element(rowOf(/Mei Tanaka/)).not.toBeInTheDocument();
  await expect.element(page.getByText(m.count_filtered({ shown: 2, count: 3 }))).toBeVisible();
  await card(2).click();
  await expect.element(rowOf(/Mei Tanaka/)).toBeVisible();
});

test('the row says it by name, and the details with both ends', async () => {
  await openPage(listing([lisbon(), tokyo(), mei()]));
  await rowOf(pattern`Ana Silva, .*Tokyo.*${m.hint_concurrent()}`).click();
  const details = page.getByRole('complementary', { name: m.details_name() });
  await expect.element(details.getByText(/Tokyo, JP .*the same user in Lisbon, PT/)).toBeVisible();
});

test('a list with nothing odd has no cards', async () => {
  await openPage(listing([mei()]));
  await expect.element(rowOf(/Mei Tanaka/)).toBeVisible();
  await expect.element(page.getByRole('group', { name: m.hints_name() })).not.toBeInTheDocument();
});

test('what a server writes into the evidence is text', async () => {
  await openPage(listing([lisbon({ impersonatedBy: '<img src=x onerror=alert(1)>\u202e' })]));
  await rowOf(pattern`Ana Silva.*${m.hint_impersonated()}`).click();
  const why = m.hint_impersonated_why({ who: '<img src=x onerror=alert(1)>⟨U+202E⟩' });
  await expect.element(page.getByText(why)).toBeVisible();
  expect(document.querySelector('img')).toBeNull();
});

test('axe finds nothing wrong with cards, marks and sentences, in either theme', async () => {
  const { assembly } = await openPage(listing([lisbon({ impersonatedBy: 'admin' }), tokyo(), mei()]));
  await card(2).click();
  await rowOf(/Tokyo/).click();
  await expectAccessible(assembly);
});
