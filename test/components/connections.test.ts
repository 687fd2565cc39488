import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { BridgeError, failure } from '../../electron/bridge/failure.ts';
import type { KeyStatus } from '../../electron/bridge/key.ts';
import type { Handlers } from '../../electron/bridge/crossing/serve.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like } from '../support/like.ts';
import { openPage } from '../support/page/page.ts';

const form = () => page.getByRole('dialog');

async function openMenu(name: string) {
  await page.getByRole('button', { name: m.rail_menu({ name }) }).click();
}

test('the form is made of the API’s own description', async () => {
  await openPage();
  await page.getByRole('button', { name: m.rail_add(), exact: true }).click();
  await page.getByRole('radio', { name: 'nextAuth' }).click();
  await expect.element(form().getByLabelText('Server id')).toBeVisible();
  await expect.element(form().getByLabelText('API key')).toHaveAttribute('type', 'password');
  await expect.element(form().getByLabelText(m.form_base_url())).toHaveValue('https://api.nextauth.com');
});

test('a key is sent after the connection is saved, and the field is empty again', async () => {
  const sent: string[] = [];
  let refuse = true;
  const save: Handlers['connections.save'] = async (draft) => {
    sent.push(`save ${draft.name}`);
    if (refuse)
      throw new BridgeError(failure({ code: 'invalid', tried: 'connections.save', got: 'baseUrl: host' }));
    return { ...draft, id: 'own' };
  };
  await openPage({
    'connections.save': save,
    'keys.put': async ({ connectionId, secrets }) => {
      sent.push(`key ${secrets['secretKey']}`);
      return { connectionId, state: 'saved', store: 'keychain', fields: ['secretKey'], origin: null };
    },
  });
  await page.getByRole('button', { name: m.rail_add(), exact: true }).click();
  await form().getByLabelText(m.form_name()).fill('acme');
  await form().getByLabelText('Secret key').fill('sk_canary');
  await form().getByRole('button', { name: m.form_save(), exact: true }).click();
  await expect.element(form().getByRole('alert')).toHaveTextContent('baseUrl: host');
  await expect.element(form().getByRole('alert')).toBeInViewport();
  await expect.element(form().getByLabelText('Secret key')).toHaveValue('');
  await expect.element(form().getByText(m.form_key_dropped())).toBeVisible();
  refuse = false;
  await form().getByLabelText('Secret key').fill('sk_canary');
  await form().getByRole('button', { name: m.form_save(), exact: true }).click();
  await expect.poll(() => sent).toEqual(['save acme', 'save acme', 'key sk_canary']);
});

test.each([
  [['theme', '_ga'], 'theme, _ga'],
  [Array.from('abcdefgh'), 'a, b, c, d, e, f, …'],
])('pasted cookies that the API does not use are told by name: %j', async (dropped, names) => {
  await openPage({
    'keys.put': async ({ connectionId }) => ({
      ...{ connectionId, state: 'saved', store: 'keychain', fields: ['accessToken'], origin: null, dropped },
    }),
  });
  await openMenu('acme EU');
  await page.getByRole('menuitem', { name: m.menu_edit() }).click();
  await form().getByLabelText('Access token').fill('a-token-of-the-test');
  await form().getByRole('button', { name: m.form_save(), exact: true }).click();
  await expect.element(page.getByText(m.form_cookies_unused({ count: dropped.length, names }))).toBeVisible();
});

test.each([
  ['https://ann:canary@sessions.acme.example/v1', 'https://sessions.acme.example/v1', true],
  ['-----BEGIN RSA PRIVATE KEY----- canary -----END RSA PRIVATE KEY-----', '', true],
  ['-----BEGIN PRIVATE KEY----- canary that was cut', '', true],
  ['https://sessions.acme.example/@ann', 'https://sessions.acme.example/@ann', false],
])(
  'where it is refused, what is a secret goes from a field that is none’s: %s',
  async (typed, kept, told) => {
    await openPage({
      'connections.save': async () => {
        throw new BridgeError(failure({ code: 'invalid', tried: 'connections.save', got: 'no' }));
      },
    });
    await openMenu('acme EU');
    await page.getByRole('menuitem', { name: m.menu_edit() }).click();
    await form().getByLabelText(m.form_base_url()).fill(typed);
    await form().getByRole('button', { name: m.form_save(), exact: true }).click();
    await expect.element(form().getByRole('alert')).toHaveTextContent('no');
    await expect.element(form().getByLabelText(m.form_base_url())).toHaveValue(kept);
    const note = form().getByText(m.form_key_dropped());
    await (told ? expect.element(note).toBeVisible() : expect.element(note).not.toBeInTheDocument());
  },
);

test('a saved key may be left empty, and is then left alone', async () => {
  let put = 0;
  await openPage({
    'keys.put': async ({ connectionId }) => {
      put += 1;
      return { connectionId, state: 'saved', store: 'keychain', fields: [], origin: null };
    },
  });
  await openMenu('acme EU');
  await page.getByRole('menuitem', { name: m.menu_edit() }).click();
  await expect
    .element(form().getByLabelText('Access token'))
    .toHaveAttribute('placeholder', m.form_secret_saved());
  await form().getByRole('button', { name: m.form_save(), exact: true }).click();
  await expect.element(form()).not.toBeInTheDocument();
  expect(put).toBe(0);
});

test('a base URL that is changed and put back neither warns, nor asks for the key, nor saves another address', async () => {
  const origin = 'https://sessions.acme.example';
  const did: string[] = [];
  const keyOf = (connectionId: string): KeyStatus => ({
    ...{ connectionId, state: 'saved', store: 'keychain', fields: ['accessToken'], origin },
  });
  await openPage({
    'keys.status': async ({ connectionId }) => keyOf(connectionId),
    'connections.save': async (draft) => (did.push(`save ${draft.baseUrl}`), { ...draft, id: 'acme-eu' }),
    'keys.put': async ({ connectionId }) => {
      did.push('key');
      return keyOf(connectionId);
    },
  });
  await openMenu('acme EU');
  await page.getByRole('menuitem', { name: m.menu_edit() }).click();
  const url = form().getByLabelText(m.form_base_url());
  const key = form().getByLabelText('Access token');
  const warning = form().getByText(like(m.form_key_elsewhere));
  await url.fill('https://other.example');
  await expect.element(warning).toBeVisible();
  await expect.element(key).toBeRequired();
  // Half an address, and one without its scheme, are of no other origin yet.
  for (const half of ['https://', 'localhost:3000', 'sessions.acme.example']) {
    await url.fill(half);
    await expect.element(warning).not.toBeInTheDocument();
  }
  await url.fill(origin);
  await expect.element(warning).not.toBeInTheDocument();
  await expect.element(key).not.toBeRequired();
  await expect.element(key).toHaveAttribute('placeholder', m.form_secret_saved());
  await form().getByRole('button', { name: m.form_save(), exact: true }).click();
  await expect.element(form()).not.toBeInTheDocument();
  expect(did).toEqual([`save ${origin}`]);
});

test('removing names the connection and starts on the harmless button', async () => {
  await openPage();
  await openMenu('acme EU');
  await page.getByRole('menuitem', { name: m.menu_remove() }).click();
  const question = page.getByRole('alertdialog', { name: m.remove_title({ name: 'acme EU' }) });
  await expect.element(question.getByRole('button', { name: m.keep_it() })).toHaveFocus();
  await question.getByRole('button', { name: m.remove_do() }).click();
  await expect.element(page.getByRole('button', { name: /^acme EU/ })).not.toBeInTheDocument();
});

test('a demo connection offers no editing and no removing', async () => {
  await openPage();
  await openMenu('Vault');
  await expect.element(page.getByRole('menuitem', { name: m.menu_check() })).toBeVisible();
  const items = page.getByRole('menuitem').elements();
  expect(items.map(({ textContent }) => textContent.trim())).toEqual([m.menu_check(), m.command_copy_link()]);
});

test('checking a connection says how many sessions and how long it took', async () => {
  await openPage();
  await openMenu('Vault');
  await page.getByRole('menuitem', { name: m.menu_check() }).click();
  await expect.element(form().getByText(m.check_found({ count: 240, ms: 84 }))).toBeVisible();
});

test('the password is gone from the form even when signing in fails', async () => {
  await openPage({
    'keys.signIn': async () => {
      const got = 'Invalid email or password';
      throw new BridgeError(failure({ code: 'refused', tried: 'POST /sign-in/email', got, status: 401 }));
    },
  });
  await openMenu('better-auth');
  await page.getByRole('menuitem', { name: m.menu_sign_in() }).click();
  await form().getByLabelText(m.sign_in_email()).fill('ana@acme.example');
  await form().getByLabelText(m.sign_in_password()).fill('hunter2');
  await userEvent.keyboard('{Enter}');
  await expect.element(form().getByRole('alert')).toHaveTextContent('Invalid email or password');
  await expect.element(form().getByLabelText(m.sign_in_password())).toHaveValue('');
});

test('a locked key is called locked, never missing', async () => {
  await openPage({
    'keys.status': async ({ connectionId }) => ({
      connectionId,
      state: 'locked',
      store: 'keychain',
      fields: [],
      origin: null,
    }),
  });
  await expect.element(page.getByRole('button', { name: /^acme EU/ })).toHaveTextContent(m.key_locked());
});

test('after a dialog that a menu opened, the page can be clicked again', async () => {
  await openPage();
  for (let time = 0; time < 2; time += 1) {
    await openMenu('Vault');
    await page.getByRole('menuitem', { name: m.menu_check() }).click();
    await form().getByRole('button', { name: m.done() }).click();
    await expect.element(form()).not.toBeInTheDocument();
  }
  await page.getByRole('button', { name: /^Clerk/ }).click();
  await expect.element(page.getByRole('heading', { level: 1, name: /^Clerk/ })).toBeVisible();
});

test('lines pasted into a long secret stay apart, though the field has one line', async () => {
  const sent: unknown[] = [];
  await openPage({
    'keys.put': async ({ connectionId, secrets }) => {
      sent.push(secrets);
      return { connectionId, state: 'saved', store: 'keychain', fields: [], origin: null };
    },
  });
  await page.getByRole('button', { name: m.rail_add(), exact: true }).click();
  await page.getByRole('radio', { name: 'better-auth' }).click();
  await form().getByLabelText(m.form_name()).fill('acme');
  const field = form().getByLabelText('Session cookies');
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', 'a=1\r\nb=2\n\n c=3 \n');
  field.element().dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
  await expect.element(field).toHaveAttribute('type', 'password');
  await form().getByRole('button', { name: m.form_save(), exact: true }).click();
  await expect.poll(() => sent).toEqual([{ cookies: 'a=1 b=2 c=3' }]);
});
