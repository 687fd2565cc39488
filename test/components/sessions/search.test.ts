import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { askableIn } from '../../../renderer/sessions/search/query-words.ts';
import { inFigures } from '../../../renderer/ui/figures.ts';
import { expectAccessible } from '../../support/page/page-axe.ts';
import { fixturePage, fixtureSession } from '../../support/page/page-fixtures.ts';
import { listing, openPage, rowOf } from '../../support/page/page.ts';
import { like } from '../../support/like.ts';

// One search box, one language: what a query finds is tested in test/query.

const of = (id: string, name: string, os: string): Session =>
  fixtureSession({
    id,
    user: { id, name, email: null },
    device: { browser: 'Chrome', browserVersion: '126', os, kind: 'desktop' },
  });
const three = () => [
  of('a', 'Ana Silva', 'macOS'),
  of('b', 'Jonas Weber', 'Linux'),
  of('c', 'Mei Tanaka', 'Linux'),
];
const search = () => page.getByRole('searchbox');
const offers = () => page.getByRole('group', { name: m.search_offers() });

test('a field finds, and Enter goes to the first row', async () => {
  await openPage(listing(three()));
  await search().fill('os:linux -user:mei');
  await expect.element(rowOf(/Jonas Weber/)).toBeVisible();
  await expect.element(rowOf(/Mei Tanaka/)).not.toBeInTheDocument();
  await userEvent.keyboard('{Enter}');
  await expect.element(rowOf(/Jonas Weber/)).toHaveFocus();
});

test('names and values are completed by keyboard alone, values with how many rows have them', async () => {
  await openPage(listing(three()));
  await search().click();
  await userEvent.keyboard('o');
  await expect.element(offers().getByRole('button', { name: 'os:' })).toBeVisible();
  await userEvent.keyboard('{ArrowDown}{Enter}');
  await expect.element(search()).toHaveValue('os:');
  await expect
    .element(offers().getByRole('button', { name: 'Linux' }))
    .toHaveTextContent(`Linux ${inFigures(2)}`);
  await userEvent.keyboard('{ArrowDown}{Enter}');
  await expect.element(search()).toHaveValue('os:Linux ');
  await expect.element(search()).toHaveFocus();
  await expect.element(rowOf(/Ana Silva/)).not.toBeInTheDocument();
});

test('Escape closes what is offered, and only then clears the search', async () => {
  await openPage(listing(three()));
  await search().click();
  await userEvent.keyboard('os:');
  await expect.element(offers()).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(offers()).not.toBeInTheDocument();
  await expect.element(search()).toHaveValue('os:');
  await userEvent.keyboard('{Escape}');
  await expect.element(search()).toHaveValue('');
});

test('a wrong field is underlined, named and mended; until then nothing matches, and nothing can be ended by it', async () => {
  const { assembly } = await openPage(listing(three()));
  await search().fill('usr:mei');
  await expect.element(page.getByText(m.search_mistake_title())).toBeVisible();
  await expect.element(search()).toHaveAttribute('aria-invalid', 'true');
  await expect.element(search()).toHaveAccessibleDescription(like(m.search_unknown_field, { wrong: 'usr' }));
  expect(document.querySelector('.mirror .wrong')?.textContent).toBe('usr');
  await page.getByRole('button', { name: m.end_menu(), exact: true }).click();
  await expect
    .element(page.getByRole('menuitem', { name: like(m.end_scope_matching) }))
    .toHaveAttribute('aria-disabled', 'true');
  await userEvent.keyboard('{Escape}');
  await search().click();
  await page.getByRole('button', { name: m.search_use({ text: 'user' }) }).click();
  await expect.element(rowOf(/Mei Tanaka/)).toBeVisible();
  expect(assembly.places.room?.view.count).toBe(1);
});

test('search, count and scope stay while something is selected', async () => {
  await openPage(listing(three()));
  await page.getByRole('checkbox', { name: m.select_row(), exact: true }).nth(1).click();
  await expect.element(page.getByRole('region', { name: m.selection_name() })).toBeVisible();
  await search().fill('mei');
  await expect.element(page.getByText(m.count_filtered({ shown: 1, count: 3 }))).toBeVisible();
  await expect.element(page.getByText(m.selection_hidden({ count: 1 }))).toBeVisible();
});

test('hostile values are offered as text', async () => {
  await openPage(listing([of('a', '<img src=x onerror=alert(1)> "x"', 'Linux')]));
  await search().click();
  await userEvent.keyboard('user:');
  await expect.element(offers().getByText('<img src=x onerror=alert(1)>', { exact: false })).toBeVisible();
  expect(document.querySelector('img')).toBeNull();
});

test('an id that the list does not hold can be asked for, where the API has such a question', async () => {
  const asked: unknown[] = [];
  const handlers: Partial<Handlers> = {
    'sessions.list': async ({ connectionId, filters }) => {
      asked.push(filters);
      return fixturePage([{ ...of('a', 'Ana Silva', 'macOS'), connectionId }], { connectionId });
    },
  };
  const { assembly } = await openPage(handlers, 'demo-clerk');
  await assembly.places.room?.askFor({ user_id: 'user_1' });
  await search().fill('client_abc');
  await page
    .getByRole('button', {
      name: m.search_ask({ id: 'client_abc', api: assembly.places.room?.api.title ?? '' }),
    })
    .click();
  await expect.element(rowOf(/Ana Silva/)).toBeVisible();
  expect(asked.at(-1)).toEqual({ client_id: 'client_abc' });
  await expect.element(search()).toHaveValue('');
});

test.each(['ana silva', 'ana', 'os:linux', 'a@b.test', ''])('“%s” is nothing to ask for by id', (words) => {
  expect(askableIn(words, ['userId', 'clientId'])).toBeNull();
  expect(askableIn('user_123', [])).toBeNull();
});

test('axe finds nothing wrong with what is offered, with a mistake, and with what is selected, in either theme', async () => {
  const { assembly } = await openPage(listing(three()));
  await page.getByRole('checkbox', { name: m.select_row(), exact: true }).nth(1).click();
  await search().click();
  await userEvent.keyboard('os:');
  await expect.element(offers()).toBeVisible();
  await expectAccessible(assembly);
  await search().fill('usr:mei os:linux');
  await expect.element(page.getByText(m.search_mistake_title())).toBeVisible();
  await expectAccessible(assembly);
});
