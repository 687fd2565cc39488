import { afterEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { Handlers } from '../../electron/bridge/crossing/serve.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like } from '../support/like.ts';
import { fixtureApis, fixtureSession } from '../support/page/page-fixtures.ts';
import { lockable, openDesktop } from '../support/page/page-shell.ts';
import { listing, openPage, rowOf } from '../support/page/page.ts';

const jonas = fixtureSession({
  connectionId: 'demo-clerk',
  user: { id: 'user_2jonas', name: 'Jonas Weber', email: null },
});
const mint = () => page.getByRole('dialog', { name: like(m.mint_title) });
const form = () => page.getByRole('dialog');

/** A clipboard that anything can be put on, and that is read only with leave. */
function fakeClipboard(state: PermissionState, refuses: () => boolean = () => false) {
  const board = { text: '' };
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
    board.text = text;
  });
  const read = vi.spyOn(navigator.clipboard, 'readText').mockImplementation(async () => {
    if (refuses()) throw new DOMException('no leave', 'NotAllowedError');
    return board.text;
  });
  vi.spyOn(navigator.permissions, 'query').mockResolvedValue({ state } as PermissionStatus);
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  return { board, read };
}

/** Mints a token and copies it. */
async function copyToken(overrides: Partial<Handlers> = {}) {
  const opened = await openPage({ ...listing([jonas]), ...overrides }, 'demo-clerk');
  await mintAndCopy();
  return opened;
}

async function mintAndCopy() {
  await rowOf(/Jonas/).click();
  await page.getByRole('button', { name: m.mint_open() }).click();
  await page.getByLabelText(m.mint_template()).fill('supabase');
  await page.getByRole('button', { name: m.mint_do(), exact: true }).click();
  await page.getByRole('button', { name: m.mint_copy() }).click();
  await expect.element(page.getByRole('button', { name: m.mint_copied() })).toBeDisabled();
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a copied token', () => {
  /** The fixtures' token, to be cleared after a second. */
  const soon: Partial<Handlers> = {
    'tokens.take': async () => ({ token: 'eyJcanary.eyJcanary.sig', clearsAfter: 1 }),
  };

  test('is taken off the clipboard while it is still there', async () => {
    const { board } = fakeClipboard('granted');
    await copyToken(soon);
    await expect.element(mint()).toHaveTextContent(m.copied_clears({ seconds: 1 }));
    expect(board.text).toBe('eyJcanary.eyJcanary.sig');
    await expect.poll(() => board.text).toBe('');
  });

  test('stays away from what was copied since', async () => {
    const { board, read } = fakeClipboard('granted');
    await copyToken(soon);
    board.text = 'a shopping list';
    await expect.poll(() => read.mock.results.length).toBe(1);
    await read.mock.results[0]?.value;
    expect(board.text).toBe('a shopping list');
  });

  test('stays where the browser does not let one look, and that is said instead', async () => {
    const { board, read } = fakeClipboard('prompt');
    await copyToken(soon);
    await expect.element(mint()).toHaveTextContent(m.copied_stays());
    expect(mint().element().textContent).not.toContain('Cleared from the clipboard');
    expect([board.text, read.mock.calls]).toEqual(['eyJcanary.eyJcanary.sig', []]);
  });

  test('that could not be looked for after all is spoken of', async () => {
    fakeClipboard('granted', () => true);
    await copyToken(soon);
    await expect.element(page.getByText(m.clipboard_not_cleared())).toBeVisible();
  });

  test('goes with the lock, not only when its time has come', async () => {
    const { board } = fakeClipboard('granted');
    const { assembly } = await copyToken(lockable().handlers);
    expect(board.text).not.toBe('');
    await assembly.shell.lock();
    await expect.poll(() => board.text).toBe('');
  });

  test('that the desktop shell puts there itself never comes into the page', async () => {
    const { board } = fakeClipboard('granted');
    await openDesktop(
      { ...listing([jonas]), 'tokens.take': async () => ({ token: null, clearsAfter: 30 }) },
      'demo-clerk',
    );
    await mintAndCopy();
    await expect.element(mint()).toHaveTextContent(m.copied_clears({ seconds: 30 }));
    expect(board.text).toBe('');
  });
});

describe('while a secret is open the window is protected', () => {
  const turns = (inputs: unknown[]) => inputs.map((input) => (input as { on: boolean }).on);

  test('in the form with the key', async () => {
    const { inputsOf } = await openDesktop();
    await page.getByRole('button', { name: m.rail_add(), exact: true }).click();
    await expect.poll(() => turns(inputsOf('shell.protect'))).toEqual([true]);
    await form().getByRole('button', { name: m.cancel() }).click();
    await expect.poll(() => turns(inputsOf('shell.protect'))).toEqual([true, false]);
  });

  test('in the dialog with the password', async () => {
    const { inputsOf } = await openDesktop();
    await page.getByRole('button', { name: m.rail_menu({ name: 'better-auth' }) }).click();
    await page.getByRole('menuitem', { name: m.menu_sign_in() }).click();
    await expect.poll(() => turns(inputsOf('shell.protect'))).toEqual([true]);
    await form().getByRole('button', { name: m.cancel() }).click();
    await expect.poll(() => turns(inputsOf('shell.protect'))).toEqual([true, false]);
  });

  test('in the dialog with the token, until it is locked', async () => {
    const { inputsOf, assembly } = await openDesktop(
      { ...listing([jonas]), ...lockable('desktop').handlers },
      'demo-clerk',
    );
    await rowOf(/Jonas/).click();
    await page.getByRole('button', { name: m.mint_open() }).click();
    await expect.poll(() => turns(inputsOf('shell.protect'))).toEqual([true]);
    await assembly.shell.lock();
    await expect.poll(() => turns(inputsOf('shell.protect'))).toEqual([true, false]);
  });

  test('and of two, only when both are closed it is not', async () => {
    const { inputsOf, assembly } = await openDesktop();
    const [first, second] = [assembly.shell.protect(), assembly.shell.protect()];
    first();
    expect(turns(inputsOf('shell.protect'))).toEqual([true]);
    second();
    await expect.poll(() => turns(inputsOf('shell.protect'))).toEqual([true, false]);
  });

  test('and other dialogs do not need it', async () => {
    const { inputsOf } = await openDesktop();
    await page.getByRole('button', { name: m.rail_settings() }).click();
    await expect.element(form()).toBeVisible();
    expect(inputsOf('shell.protect')).toEqual([]);
  });
});

describe('a field for a secret', () => {
  test.each(fixtureApis.map(({ title, secrets }) => [title, secrets] as const))(
    'of %s hides what is typed, is never filled in, and is not offered to be copied',
    async (title, secrets) => {
      await openPage();
      await page.getByRole('button', { name: m.rail_add(), exact: true }).click();
      await page.getByRole('radio', { name: title }).click();
      for (const { label, required } of secrets) {
        const field = form().getByLabelText(required ? label : m.form_optional({ label }));
        await expect.element(field).toHaveAttribute('type', 'password');
        await expect.element(field).toHaveAttribute('autocomplete', 'off');
        await field.fill('sk_canary');
      }
      const hidden = [...document.querySelectorAll<HTMLInputElement>('input')].filter(
        ({ value }) => value === 'sk_canary',
      );
      expect(hidden.map(({ type }) => type)).toEqual(secrets.map(() => 'password'));
      expect(
        form()
          .getByRole('button', { name: /copy|show|reveal/i })
          .elements(),
      ).toEqual([]);
      expect(document.documentElement.outerHTML).not.toContain('sk_canary');
    },
  );

  test('for the password of a sign-in is one too, and is empty once it was sent', async () => {
    await openPage({ 'keys.signIn': async () => Promise.reject(new Error('refused')) });
    await page.getByRole('button', { name: m.rail_menu({ name: 'better-auth' }) }).click();
    await page.getByRole('menuitem', { name: m.menu_sign_in() }).click();
    const field = form().getByLabelText(m.sign_in_password());
    await expect.element(field).toHaveAttribute('type', 'password');
    await expect.element(field).toHaveAttribute('autocomplete', 'off');
    await form().getByLabelText(m.sign_in_email()).fill('ana@acme.example');
    await field.fill('canary-password');
    await form().getByRole('button', { name: m.sign_in() }).click();
    await expect.element(form().getByRole('alert')).toBeVisible();
    await expect.element(field).toHaveValue('');
  });
});
