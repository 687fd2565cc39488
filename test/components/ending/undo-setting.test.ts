import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import { serverFault } from '../../support/page/page-fixtures.ts';
import { firstSettings } from '../../../electron/host/shell/settings.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { openPage } from '../../support/page/page.ts';

type Saved = Parameters<Handlers['settings.save']>[0]['undo'];

const dialog = () => page.getByRole('dialog', { name: m.rail_settings() });
const choice = (name: string) => dialog().getByRole('radio', { name });
const seconds = () => dialog().getByLabelText(m.undo_seconds_label());

/** The dialog of a host that keeps what is saved; gives what was saved. */
async function openSettings(overrides: Partial<Handlers> = {}): Promise<Saved[]> {
  const saved: Saved[] = [];
  await openPage({
    'settings.save': async (settings) => {
      saved.push(settings.undo);
      return { ...firstSettings, undo: settings.undo ?? 'standard' };
    },
    ...overrides,
  });
  await page.getByRole('button', { name: m.rail_settings() }).click();
  return saved;
}

test('the setting is shown as it is kept, and says what it means', async () => {
  await openSettings();
  await expect.element(choice(m.undo_standard())).toBeChecked();
  await expect.element(dialog()).toHaveTextContent(m.undo_standard_what());
});

test.each([
  [m.undo_off(), 'off', m.undo_off_what()],
  [m.undo_until_sent(), 'until-sent', m.undo_until_sent_what()],
  [m.undo_seconds(), 30, m.undo_seconds_what()],
])('choosing %s saves it at once', async (name, undo, words) => {
  const saved = await openSettings();
  await choice(name).click();
  await expect.element(dialog()).toHaveTextContent(words);
  expect(saved).toEqual([undo]);
});

test('seconds are saved when the field is left', async () => {
  const saved = await openSettings({ 'settings.read': async () => ({ ...firstSettings, undo: 12 }) });
  await expect.element(seconds()).toHaveValue('12');
  await seconds().fill('45');
  await choice(m.undo_seconds()).click();
  await expect.poll(() => saved).toEqual([45]);
});

test.each(['4', '121', '7.5', 'ten', ''])(
  '%o seconds are not saved, and the field says what can be',
  async (value) => {
    const saved = await openSettings({ 'settings.read': async () => ({ ...firstSettings, undo: 12 }) });
    await seconds().fill(value);
    await expect.element(seconds()).toHaveAccessibleDescription(m.undo_seconds_problem());
    await dialog().getByRole('button', { name: m.done() }).click();
    expect(saved).toEqual([]);
  },
);

test('a change that could not be saved does not hold, and says why', async () => {
  await openSettings({
    'settings.save': async () => {
      throw new BridgeError(serverFault({ code: 'internal', tried: 'settings.save', got: 'disk full' }));
    },
  });
  await choice(m.undo_off()).click();
  await expect.element(dialog().getByRole('alert')).toHaveTextContent('disk full');
  await expect.element(choice(m.undo_standard())).toBeChecked();
});

test('settings that cannot be read are not guessed', async () => {
  await openSettings({
    'settings.read': async () => {
      throw new BridgeError(serverFault({ code: 'internal', tried: 'settings.read', got: 'no such table' }));
    },
  });
  await expect.element(dialog().getByRole('alert')).toHaveTextContent('no such table');
  expect(choice(m.undo_standard()).elements()).toEqual([]);
});
