import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Settings } from '../../electron/bridge/settings.ts';
import { firstSettings } from '../../electron/host/shell/settings.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { openDesktop } from '../support/page/page-shell.ts';
import { openPage } from '../support/page/page.ts';

const dialog = () => page.getByRole('dialog', { name: m.rail_settings() });
const box = (name: string | RegExp) => dialog().getByRole('checkbox', { name });
const open = () => page.getByRole('button', { name: m.rail_settings() }).click();

async function openKept(settings: Partial<Settings> = {}) {
  const saved: Partial<Settings>[] = [];
  let kept = { ...firstSettings, ...settings };
  const opened = await openDesktop({
    'settings.read': async () => kept,
    'settings.save': async (changes) => {
      saved.push(changes as Partial<Settings>);
      return (kept = { ...kept, ...(changes as Partial<Settings>) });
    },
  });
  await open();
  return { ...opened, saved };
}

describe('the desktop’s settings', () => {
  test('are not there in a browser tab', async () => {
    await openPage();
    await open();
    await expect.element(dialog().getByRole('radio', { name: m.undo_standard() })).toBeChecked();
    expect(dialog().getByRole('checkbox').elements()).toEqual([]);
  });

  test.each([
    [m.set_tray(), { tray: true }],
    [m.set_lock_with_system(), { lockWithSystem: false }],
    [m.set_protect_secrets(), { protectSecrets: false }],
    [m.set_updates(), { updates: false }],
    [m.set_notifications(), { notifications: false }],
  ])('%s is saved at once, and nothing else with it', async (name, change) => {
    const { saved } = await openKept();
    await box(name).click();
    await expect.poll(() => saved).toEqual([change]);
  });

  test('what needs the tray says so, until there is one', async () => {
    await openKept();
    await expect.element(box(m.set_start_in_tray())).toBeDisabled();
    await expect.element(box(m.set_start_in_tray())).toHaveAccessibleDescription(m.set_needs_tray());
    await box(m.set_tray()).click();
    await expect.element(box(m.set_start_in_tray())).toBeEnabled();
    await expect.element(box(m.set_close_to_tray())).toBeEnabled();
  });

  test('each says in one line what it does', async () => {
    await openKept({ tray: true });
    const boxes = dialog().getByRole('checkbox');
    await expect.element(boxes).toHaveLength(7);
    for (const each of boxes.all()) await expect.element(each).toHaveAccessibleDescription(/\.$/);
  });

  test('fit a small window: the dialog scrolls inside, its button stays in sight', async () => {
    await openKept();
    await page.viewport(900, 600);
    const { bottom, top } = dialog().element().getBoundingClientRect();
    expect([top >= 0, bottom <= 600]).toEqual([true, true]);
    await expect.element(dialog().getByRole('button', { name: m.done() })).toBeInViewport();
  });
});

describe('the theme', () => {
  test('that the desktop shell has kept is taken over, and not told back', async () => {
    const { assembly, inputsOf } = await openDesktop({
      'shell.read': async () => ({ kind: 'desktop', locked: false, theme: 'dark' }),
    });
    expect([assembly.theme.choice, document.documentElement.dataset['theme']]).toEqual(['dark', 'dark']);
    expect(inputsOf('shell.theme')).toEqual([]);
    assembly.theme.choose('system');
  });

  test('that is chosen is told to the shell', async () => {
    const { inputsOf } = await openDesktop();
    await open();
    await dialog().getByRole('radio', { name: m.theme_dark() }).click();
    await expect.poll(() => inputsOf('shell.theme')).toEqual([{ theme: 'dark' }]);
    await dialog().getByRole('radio', { name: m.theme_system() }).click();
  });
});
