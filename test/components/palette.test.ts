import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { m } from '../../renderer/messages/compiled/messages.js';
import { pattern } from '../support/like.ts';
import { fixtureSessions, hostileName } from '../support/page/page-fixtures.ts';
import { listing, openPage, rowOf } from '../support/page/page.ts';

const palette = () => page.getByRole('dialog', { name: m.command_palette() });
const field = () => page.getByRole('combobox', { name: m.command_palette() });
const options = () => palette().getByRole('option');
const open = () => userEvent.keyboard('{Control>}k{/Control}');
const chosen = () => palette().getByRole('option', { selected: true });

async function openPalette(overrides: Parameters<typeof openPage>[0] = {}, connectionId?: string) {
  const opened = await openPage(overrides, connectionId);
  await expect.element(rowOf(/Chrome/).first()).toBeVisible();
  await open();
  await expect.element(field()).toHaveFocus();
  return opened;
}

test('Ctrl+K opens it, Ctrl+K and Escape close it, and the focus goes back to where it was', async () => {
  await openPage();
  await expect.element(rowOf(/Chrome/).first()).toBeVisible();
  const row = page.getByRole('row').nth(2);
  row.element().focus();
  for (const close of ['{Control>}k{/Control}', '{Escape}']) {
    await open();
    await expect.element(field()).toHaveFocus();
    await userEvent.keyboard(close);
    await expect.element(palette()).not.toBeInTheDocument();
    await expect.element(row).toHaveFocus();
  }
});

test('a command that cannot be given is listed with why not, and choosing it says so and does nothing', async () => {
  await openPalette();
  await userEvent.keyboard('edit conn');
  await expect
    .element(chosen())
    .toHaveAccessibleName(pattern`^${m.command_edit()} ${m.palette_not_now()}${m.command_demo_stays()}`);
  await userEvent.keyboard('{Enter}');
  await expect.element(palette().getByRole('status')).toHaveTextContent(m.command_demo_stays());
  await expect.element(palette()).toBeVisible();
});

test('a command shows its keys, and is given with Enter', async () => {
  const { assembly } = await openPalette();
  await userEvent.keyboard('dark');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => assembly.theme.choice).toBe('dark');
  await open();
  await expect.element(palette().getByText('Ctrl+R')).toBeVisible();
  assembly.theme.choose('system');
});

test('the arrows go through the matches and round again; the field says which one is meant', async () => {
  await openPalette();
  await userEvent.keyboard('theme');
  await expect.element(palette().getByRole('status')).toHaveTextContent(m.palette_count({ count: 3 }));
  await expect.element(chosen()).toHaveAccessibleName(pattern`^${m.command_theme_system()}`);
  await userEvent.keyboard('{ArrowUp}');
  await expect.element(chosen()).toHaveAccessibleName(pattern`^${m.command_theme_dark()}`);
  await expect.element(field()).toHaveAttribute('aria-activedescendant', chosen().element().id);
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(chosen()).toHaveAccessibleName(pattern`^${m.command_theme_system()}`);
});

test('the number of matches is said, also none', async () => {
  await openPalette();
  await userEvent.keyboard('zzzz');
  await expect.element(palette().getByRole('status')).toHaveTextContent(m.palette_count({ count: 0 }));
  await expect.element(palette().getByText(m.palette_none())).toBeVisible();
});

test('it goes to a connection', async () => {
  const { assembly } = await openPalette();
  await userEvent.keyboard('acme eu{Enter}');
  await expect.poll(() => assembly.places.room?.connection.id).toBe('acme-eu');
});

test('Ctrl+Shift+P offers connections only', async () => {
  await openPage();
  await userEvent.keyboard('{Control>}{Shift>}P{/Shift}{/Control}');
  const choice = page.getByRole('dialog', { name: m.command_choose() });
  await expect.element(choice.getByRole('option')).toHaveLength(7);
  await userEvent.keyboard('vault{Enter}');
  await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('Vault');
});

test('it finds sessions of the shown list by user and device, and opens their details', async () => {
  const { assembly } = await openPalette();
  await userEvent.keyboard('mei safari');
  await expect.element(options().first()).toHaveAccessibleName(/^Mei Tanaka Safari/);
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('complementary', { name: m.details_name() })).toBeVisible();
  expect(assembly.places.room?.details?.user.name).toBe('Mei Tanaka');
});

test('of 100,000 sessions it lists some, and says that there are more', async () => {
  await openPalette(listing(fixtureSessions('demo-better-auth', 100_000)));
  await userEvent.keyboard('ana');
  await expect.element(palette().getByText(m.palette_more())).toBeVisible();
  expect(options().elements().length).toBeLessThan(30);
});

test('without words no session is listed: the first thing one sees is what can be done', async () => {
  await openPalette();
  expect(palette().getByRole('group', { name: m.palette_sessions() }).elements()).toEqual([]);
});

test('hostile names are shown as text here, too', async () => {
  const named = fixtureSessions('demo-better-auth', 4);
  await openPalette(listing(named));
  await userEvent.keyboard('onerror');
  await expect.element(options().first()).toHaveTextContent('<img src=x onerror=alert(1)> ⟨U+202E⟩gnp.exe');
  expect([hostileName.includes('<img'), document.querySelector('img')]).toEqual([true, null]);
});

test('what was chosen last comes first', async () => {
  await openPalette();
  await userEvent.keyboard('activity{Enter}');
  await expect.element(page.getByRole('region', { name: m.activity() })).toBeVisible();
  await open();
  await expect.element(options().first()).toHaveAccessibleName(pattern`^${m.activity()}`);
});

test('a command that moves the focus keeps it: the search, from the palette', async () => {
  await openPalette();
  await userEvent.keyboard('search{Enter}');
  await expect.element(page.getByRole('searchbox', { name: m.search_name() })).toHaveFocus();
});
