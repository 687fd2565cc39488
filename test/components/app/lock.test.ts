import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like } from '../../support/like.ts';
import { serverFault } from '../../support/page/page-fixtures.ts';
import { question, three } from '../../support/page/page-ending.ts';
import { lockable } from '../../support/page/page-shell.ts';
import { listing, openPage, rowOf } from '../../support/page/page.ts';

const screen = () => page.getByRole('heading', { name: m.lock_title() });
const unlock = () => page.getByRole('button', { name: m.lock_unlock() });
const lock = () => userEvent.keyboard('{Control>}l{/Control}');

async function openLockable(more: Partial<Handlers> = {}) {
  const { state, handlers } = lockable();
  const opened = await openPage({ ...listing(three()), ...handlers, ...more });
  await expect.element(rowOf(/Jonas Weber/)).toBeVisible();
  return { ...opened, state };
}

describe('locked', () => {
  test('nothing of the sessions is in the document, and the title names no connection', async () => {
    const { assembly } = await openLockable();
    await rowOf(/Jonas Weber/).click();
    assembly.toasts.show('bad', 'Jonas Weber is still signed in');
    assembly.announcer.say('Jonas Weber');
    expect(document.documentElement.outerHTML).toMatch(/Jonas.*better-auth/s);
    await lock();
    await expect.element(screen()).toBeVisible();
    expect(document.documentElement.outerHTML).not.toMatch(/Jonas|Weber|better-auth|203\.0\.113/);
    expect(document.title).toBe(m.lock_page_title());
  });

  test('it says what goes on and what does not, and the focus is on Unlock', async () => {
    await openLockable();
    await lock();
    await expect.element(unlock()).toHaveFocus();
    for (const words of [like(m.lock_goes_on), like(m.lock_leave), like(m.lock_secrets)])
      await expect.element(page.getByText(words)).toBeVisible();
  });

  test('what was asked is given up: nothing of it comes back with the room', async () => {
    await openLockable();
    await page.getByRole('checkbox', { name: like(m.select_all_shown) }).click();
    await page.getByRole('button', { name: m.selection_end({ count: 2 }) }).click();
    await expect.element(question()).toBeVisible();
    await lock();
    await expect.element(screen()).toBeVisible();
    await unlock().click();
    await expect.element(rowOf(/Jonas Weber/)).toBeVisible();
    expect(question().elements()).toEqual([]);
  });

  test('also from a dialog, which is gone by then with what was typed', async () => {
    await openLockable();
    await page.getByRole('button', { name: m.rail_add(), exact: true }).click();
    await page.getByRole('dialog').getByLabelText('Secret key').fill('sk_canary');
    await lock();
    await unlock().click();
    await expect.element(rowOf(/Jonas Weber/)).toBeVisible();
    expect(page.getByRole('dialog').elements()).toEqual([]);
  });

  test('no key does anything, and the browser does nothing of its own either', async () => {
    const { assembly } = await openLockable();
    await lock();
    await expect.element(unlock()).toHaveFocus();
    const event = new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true });
    expect([document.body.dispatchEvent(event), assembly.commands.palette]).toEqual([false, null]);
  });

  test('from outside, as by a sleeping machine, it is the same', async () => {
    const { state, publish } = await openLockable();
    state.locked = true;
    publish('shell.changed', {});
    await expect.element(screen()).toBeVisible();
  });

  test('a page that is opened meanwhile shows nothing and reads nothing', async () => {
    const { state, handlers } = lockable();
    state.locked = true;
    let read = 0;
    await openPage({
      ...handlers,
      'sessions.list': async () => ((read += 1), Promise.reject(new Error('read'))),
    });
    await expect.element(screen()).toBeVisible();
    expect([read, document.title]).toEqual([0, m.lock_page_title()]);
    // Names of connections are somebody's business too.
    expect(document.body.textContent).not.toMatch(/acme|Vault/);
  });
});

describe('unlocked again', () => {
  test('the same room is there and is read again; the focus is in it', async () => {
    let read = 0;
    const { 'sessions.list': list } = listing(three('demo-vault'));
    const { assembly } = await openLockable({ 'sessions.list': (input) => ((read += 1), list(input)) });
    await page.getByRole('button', { name: 'Vault', exact: true }).click();
    await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('Vault');
    await lock();
    const before = read;
    await unlock().click();
    await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('Vault');
    await expect.poll(() => read).toBe(before + 1);
    await expect.element(page.getByRole('main')).toHaveFocus();
    expect(assembly.places.room?.connection.id).toBe('demo-vault');
  });

  test('only once the shell says so: a person who was not recognised stays outside', async () => {
    const { state, handlers } = lockable();
    await openLockable({ ...handlers, 'shell.unlock': async () => state });
    await lock();
    await unlock().click();
    await expect.element(page.getByText(like(m.lock_refused))).toBeVisible();
    await expect.element(screen()).toBeVisible();
  });

  test('not when that failed, and it says why', async () => {
    await openLockable({
      'shell.unlock': async () => {
        throw new BridgeError(
          serverFault({ code: 'internal', tried: 'shell.unlock', got: 'no such device' }),
        );
      },
    });
    await lock();
    await unlock().click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('no such device');
    expect(rowOf(/Jonas Weber/).elements()).toEqual([]);
  });
});
