import { afterEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { m } from '../../renderer/messages/compiled/messages.js';
import { getLocale, overwriteGetLocale } from '../../renderer/messages/compiled/runtime.js';
import { like, pattern } from '../support/like.ts';
import { fixtureSession, fixtureSessions, hostileName } from '../support/page/page-fixtures.ts';
import { listing, openPage, rowOf } from '../support/page/page.ts';

const rows = () => page.getByRole('row').elements();
const lisbon = fixtureSession({ id: 'a', current: true });
const tokyo = fixtureSession({
  id: 'b',
  user: { id: 'u2', name: 'Mei Tanaka', email: null },
  device: { browser: 'Firefox', browserVersion: '131.0', os: 'Linux', kind: 'desktop' },
  city: 'Tokyo',
  country: 'JP',
  lastActiveAt: Date.now() - 3_600_000,
});
const over = fixtureSession({ id: 'c', status: 'revoked', statusGiven: 'revoked', lastActiveAt: null });

test('only visible rows are in the document for 100,000 sessions', async () => {
  await openPage(listing(fixtureSessions('demo-better-auth', 100_000)));
  await expect.element(page.getByText(m.count_sessions({ count: 100000 }))).toBeVisible();
  expect(rows().length).toBeLessThan(60);
  await expect.element(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '100004');
});

test('the End key reaches the last of 100,000 sessions', async () => {
  await openPage(listing(fixtureSessions('demo-better-auth', 100_000)));
  await expect.element(page.getByRole('grid')).toBeVisible();
  page.getByRole('row').nth(2).element().focus();
  await userEvent.keyboard('{End}');
  await expect.poll(() => document.activeElement?.getAttribute('aria-rowindex')).toBe('100004');
});

describe.each(['en', 'de'] as const)('in %s', (locale) => {
  const original = getLocale;
  afterEach(() => overwriteGetLocale(original));

  test.each([1280, 900, 720, 640, 480, 320])(
    'at a width of %i px no cell is cut off, and the status is there',
    async (width) => {
      overwriteGetLocale(() => locale);
      await openPage(listing([over, tokyo, lisbon]));
      await expect.element(rowOf(/^Chrome/).first()).toBeVisible();
      await page.viewport(width, 480);
      const edge = page.getByRole('grid').element().getBoundingClientRect().right;
      const cells = page
        .getByRole('gridcell')
        .elements()
        .filter((cell) => cell.checkVisibility());
      const cut = cells.filter((cell) => cell.getBoundingClientRect().right > edge + 1);
      expect(cut.map((cell) => cell.textContent)).toEqual([]);
      const statuses = cells.filter((cell) => cell.classList.contains('status'));
      expect(statuses.map((cell) => cell.getBoundingClientRect().width > 60)).toEqual([true, true, true]);
    },
  );
});

test('this device comes first, then active, then ended sessions', async () => {
  await openPage(listing([over, tokyo, lisbon]));
  await expect.element(rowOf(/^Chrome/).first()).toBeVisible();
  const order = rows().map((row) => row.getAttribute('aria-label') ?? row.textContent.trim());
  const wanted = [
    like(m.group_current),
    pattern`${m.status_current()}$`,
    pattern`^${m.group_active()}\s*1`,
    /Tanaka/,
    pattern`^${m.group_ended()}\s*1`,
    pattern`${m.status_revoked()}$`,
  ];
  expect(order.slice(1).map((name, at) => wanted[at]?.test(name))).toEqual(wanted.map(() => true));
});

test('a row says device, user, place, last active and current', async () => {
  await openPage(listing([{ ...lisbon, lastActiveAt: Date.now() }]));
  await expect
    .element(
      rowOf(
        `${m.device_browser_on_os({ browser: 'Chrome 126', os: 'macOS' })}, Ana Silva, ${m.place_near({ place: 'Lisbon, PT' })}, ${m.time_active_now()}, ${m.status_current()}`,
      ),
    )
    .toBeVisible();
});

test('a status that is none of ours is shown in the API’s own word', async () => {
  await openPage(listing([fixtureSession({ status: 'unknown', statusGiven: 'quarantined' })]));
  await expect.element(page.getByText('quarantined')).toBeVisible();
});

test('a field the API does not send says who does not provide it', async () => {
  await openPage(listing([fixtureSession({ expiresAt: null }), fixtureSession({ id: 'row-2' })]));
  await expect.element(page.getByTitle(m.not_provided({ api: 'better-auth' }))).toHaveTextContent('—');
});

test('a column without a single value is left out, and the details say who does not provide it', async () => {
  const nobody = { id: null, name: null, email: null };
  await openPage(listing([fixtureSession({ user: nobody, expiresAt: null })]));
  const headings = page.getByRole('columnheader');
  await expect.element(headings.filter({ hasText: m.column_device() })).toBeVisible();
  await expect.element(headings.filter({ hasText: m.column_user() })).not.toBeInTheDocument();
  await expect.element(page.getByRole('grid')).toHaveAttribute('aria-colcount', '5');
  await rowOf(/^Chrome/).click();
  const details = page.getByRole('complementary', { name: m.details_name() });
  await expect.element(details.getByText(m.not_provided({ api: 'better-auth' })).first()).toBeVisible();
});

test('a session of which only the account is known is named by it', async () => {
  const device = { browser: null, browserVersion: null, os: null, kind: null };
  await openPage(
    listing([fixtureSession({ device, userAgent: null, phone: { accountId: '42', canBeAsked: true } })]),
  );
  await expect.element(rowOf(pattern`^${m.device_account({ id: 42 })}, Ana Silva`)).toBeVisible();
});

test('hostile text is shown as text, with what it hides made visible', async () => {
  await openPage(listing([fixtureSession({ user: { id: null, name: hostileName, email: null } })]));
  await expect.element(page.getByText('<img src=x onerror=alert(1)> ⟨U+202E⟩gnp.exe').first()).toBeVisible();
  expect(document.querySelector('img')).toBeNull();
});

test('a long name from outside is cut', async () => {
  await openPage(listing([fixtureSession({ user: { id: null, name: 'x'.repeat(100_000), email: null } })]));
  await expect.element(page.getByRole('grid')).toBeVisible();
  expect(document.body.textContent.length).toBeLessThan(3_000);
});

test('select-all takes what is shown, and neither the current session nor ended ones', async () => {
  const { assembly } = await openPage(listing([lisbon, tokyo, over, fixtureSession({ id: 'd' })]));
  await page.getByRole('checkbox', { name: like(m.select_all_shown) }).click();
  await expect.element(page.getByText(m.selection_count({ count: 2 }))).toBeVisible();
  const { selection } = assembly.places.room ?? {};
  expect(['a', 'b', 'c', 'd'].filter((id) => selection?.has(id))).toEqual(['b', 'd']);
});

test('shift and click tick the range, and every box of it', async () => {
  await openPage(listing([lisbon, tokyo, fixtureSession({ id: 'd' }), fixtureSession({ id: 'e' })]));
  const boxes = page.getByRole('checkbox', { name: m.select_row(), exact: true });
  await boxes.nth(1).click();
  await boxes.nth(3).click({ modifiers: ['Shift'] });
  await expect.element(page.getByText(m.selection_count({ count: 3 }))).toBeVisible();
  for (const at of [1, 2, 3]) await expect.element(boxes.nth(at)).toBeChecked();
});

test('what a filter hides stays selected, and is counted', async () => {
  const { assembly } = await openPage(listing([lisbon, tokyo]));
  await page.getByRole('checkbox', { name: m.select_row(), exact: true }).nth(1).click();
  if (assembly.places.room) assembly.places.room.view.words = 'lisbon';
  await expect.element(page.getByText(m.selection_hidden({ count: 1 }))).toBeVisible();
});

test('the search says how many of how many match', async () => {
  await openPage(listing([lisbon, tokyo, over]));
  await page.getByRole('searchbox').fill('tokyo firefox');
  await expect.element(page.getByText(m.count_filtered({ shown: 1, count: 3 }))).toBeVisible();
});

test('a filter that finds nothing offers to clear it', async () => {
  await openPage(listing([lisbon]));
  await page.getByRole('searchbox').fill('nobody at all');
  await page.getByRole('button', { name: m.filter_clear() }).click();
  await expect.element(rowOf(/Ana Silva/)).toBeVisible();
});

test('what the API does not send sorts last in both directions', async () => {
  const { assembly } = await openPage(listing([over, { ...over, id: 'x', lastActiveAt: 1 }]));
  const ids = () => [0, 1].map((at) => assembly.places.room?.view.session(at)?.id);
  await expect.poll(ids).toEqual(['x', 'c']);
  await page.getByRole('button', { name: m.column_last_active() }).click();
  expect(ids()).toEqual(['x', 'c']);
});

test('the focus stays on its row, wherever the list is scrolled to', async () => {
  const many = Array.from({ length: 200 }, (_, at) =>
    fixtureSession({
      id: `s${at}`,
      user: { id: null, name: `Person ${at}.`, email: null },
      lastActiveAt: 1000 - at,
    }),
  );
  await openPage(listing(many));
  await rowOf(/Person 3\./).click();
  const grid = page.getByRole('grid').element();
  for (const [top, shown] of [
    [5000, 140],
    [0, 1],
    [2000, 57],
    [0, 1],
  ] as const) {
    grid.scrollTop = top;
    await expect.element(rowOf(pattern`Person ${String(shown)}\.`)).toBeVisible();
    await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toMatch(/Person 3\./);
  }
});
