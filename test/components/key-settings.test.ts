import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { BridgeError, failure } from '../../electron/bridge/failure.ts';
import type { KeychainReport, KeyStatus } from '../../electron/bridge/key.ts';
import type { Handlers } from '../../electron/bridge/crossing/serve.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../support/like.ts';
import { expectAccessible } from '../support/page/page-axe.ts';
import { openPage } from '../support/page/page.ts';

const dialog = () => page.getByRole('dialog');
const openSettings = () => page.getByRole('button', { name: m.rail_settings() }).click();
const acme = () => dialog().getByRole('group', { name: 'acme EU' });

const keychainIs = (state: KeychainReport['state']) =>
  ({ 'keychain.read': async () => ({ state, kind: 'secret-service' }) }) satisfies Partial<Handlers>;

const keyIs = (key: Partial<KeyStatus>) =>
  ({
    'keys.status': async ({ connectionId }) => ({
      ...{ connectionId, state: 'saved', store: 'keychain', fields: ['accessToken'], origin: null },
      ...key,
    }),
  }) satisfies Partial<Handlers>;

const cases: [line: string, Partial<KeyStatus>, buttons: string[]][] = [
  [m.key_line_saved(), {}, [m.menu_forget()]],
  [m.key_line_memory(), { store: 'memory' }, [m.key_save(), m.menu_forget()]],
  [m.key_line_locked(), { state: 'locked' }, []],
  [m.key_line_absent(), { state: 'absent', fields: [] }, [m.action_enter_key()]],
  [m.key_line_was_in_memory(), { state: 'absent', wasInMemory: true, fields: [] }, [m.action_enter_key()]],
  [m.key_line_changed(), { state: 'changed' }, [m.action_enter_key(), m.menu_forget()]],
  [
    m.key_line_elsewhere({ origin: 'https://old.example' }),
    { state: 'elsewhere', origin: 'https://old.example', fields: [] },
    [m.action_enter_key(), m.menu_forget()],
  ],
];

describe('Settings → Keys', () => {
  test('names the keychain of each system', async () => {
    let kind: KeychainReport['kind'] = 'secret-service';
    const { publish } = await openPage({ 'keychain.read': async () => ({ state: 'ready', kind }) });
    await openSettings();
    for (const [each, name] of [
      ['secret-service', m.keychain_name_secret_service()],
      ['macos', m.keychain_name_macos()],
      ['windows', m.keychain_name_windows()],
    ] as const) {
      kind = each;
      publish('keychain.changed', {});
      await expect.element(dialog().getByText(m.keychain_ready({ name }))).toBeVisible();
    }
  });

  test('says of each state what it means, why, and whether to try again', async () => {
    let state: KeychainReport['state'] = 'ready';
    const { assembly, publish } = await openPage({
      'keychain.read': async () => ({ state, kind: 'secret-service' }),
    });
    await openSettings();
    for (const [each, words, again] of [
      ['locked', m.keychain_refuses({ why: m.keychain_locked_why() }), true],
      ['asking', m.keychain_refuses({ why: m.keychain_asking_why() }), true],
      ['failed', m.keychain_refuses({ why: m.keychain_failed_why() }), true],
      ['no-service', m.keychain_memory_only({ why: m.keychain_no_service_why() }), true],
      ['missing', m.keychain_memory_only({ why: m.keychain_missing_why() }), false],
    ] as const) {
      state = each;
      publish('keychain.changed', {});
      await expect.element(dialog().getByText(words)).toBeVisible();
      await expect
        .element(dialog().getByRole('button', { name: m.action_retry() }))
        .toHaveLength(again ? 1 : 0);
    }
    await expectAccessible(assembly);
  });

  test('trying again that finds it open says so, and the note in the rail is gone', async () => {
    await openPage({
      ...keychainIs('locked'),
      'keychain.tryAgain': async () => ({ state: 'ready', kind: 'secret-service' }),
    });
    const note = page.getByRole('note');
    await expect.element(note).toHaveTextContent(m.keychain_locked_why());
    await openSettings();
    await dialog().getByRole('button', { name: m.action_retry() }).click();
    await expect
      .element(dialog().getByText(pattern`${like(m.keychain_ready)}|${like(m.keychain_memory_only)}`))
      .toBeVisible();
    await expect.element(note).not.toBeInTheDocument();
  });

  test('says of each key how it is, and has a button where something can be done', async () => {
    let key: Partial<KeyStatus> = {};
    const { assembly, publish } = await openPage({
      'keys.status': (input) => keyIs(key)['keys.status'](input),
    });
    await openSettings();
    for (const [line, each, buttons] of cases) {
      key = each;
      publish('keys.changed', { connectionId: 'acme-eu' });
      await expect.element(dialog().getByText(line).first()).toBeVisible();
      const found = () => acme().getByRole('button').elements();
      await expect.poll(() => found().map(({ textContent }) => textContent.trim())).toEqual(buttons);
    }
    await expectAccessible(assembly);
  });

  test('a key in memory is put into the keychain by its button', async () => {
    const { assembly } = await openPage(keyIs({ store: 'memory' }));
    await openSettings();
    await acme().getByRole('button', { name: m.key_save() }).click();
    await expect.element(acme().getByRole('button', { name: m.key_save() })).not.toBeInTheDocument();
    expect(assembly.connections.keyOf('acme-eu')?.store).toBe('keychain');
  });
});

describe('the form', () => {
  async function openForm(overrides: Partial<Handlers>) {
    await openPage(overrides);
    await page.getByRole('button', { name: m.rail_add(), exact: true }).click();
    await dialog().getByLabelText(m.form_name()).fill('acme');
    await dialog().getByLabelText('Secret key').fill('sk_canary_1');
  }
  const choice = () => dialog().getByRole('checkbox', { name: m.form_hold_key() });
  const save = () => dialog().getByRole('button', { name: m.form_save(), exact: true }).click();

  test('offers to keep a key in memory only after the keychain refused it, and then adds no second connection', async () => {
    const puts: unknown[] = [];
    const ids: (string | null)[] = [];
    await openForm({
      'connections.save': async (draft) => {
        ids.push(draft.id);
        return { ...draft, id: 'own-1' };
      },
      'keys.put': async ({ connectionId, inMemory }) => {
        puts.push(inMemory);
        if (!inMemory)
          throw new BridgeError(failure({ code: 'keychain', tried: 'saving the key', got: 'it is locked' }));
        return { connectionId, state: 'saved', store: 'memory', fields: ['secretKey'], origin: null };
      },
    });
    await expect.element(choice()).not.toBeInTheDocument();
    await save();
    await expect.element(dialog().getByRole('alert')).toHaveTextContent('it is locked');
    await choice().click();
    await dialog().getByLabelText('Secret key').fill('sk_canary_1');
    await save();
    await expect.element(dialog()).not.toBeInTheDocument();
    expect({ puts, ids }).toEqual({ puts: [false, true], ids: [null, 'own-1'] });
  });

  test('offers it at once where the keychain is known to be locked, and never by itself', async () => {
    await openForm(keychainIs('locked'));
    await expect.element(choice()).not.toBeChecked();
  });

  test('says at once that a key of another address has to be entered again', async () => {
    await openPage(keyIs({ origin: 'https://old.example' }));
    await page.getByRole('button', { name: m.rail_menu({ name: 'acme EU' }) }).click();
    await page.getByRole('menuitem', { name: m.menu_edit() }).click();
    const words = m.form_key_elsewhere({ origin: 'https://old.example' });
    await dialog().getByLabelText(m.form_base_url()).fill('https://old.example/v2');
    await expect.element(dialog().getByText(words)).not.toBeInTheDocument();
    await dialog().getByLabelText(m.form_base_url()).fill('https://new.example/v2');
    await expect.element(dialog().getByText(words)).toBeVisible();
    await expect.element(dialog().getByLabelText('Access token')).toBeRequired();
  });
});

test('a keychain that hangs does not keep the page from its first connection', async () => {
  await openPage({ 'keys.status': () => new Promise<never>(() => undefined) });
  await expect.element(page.getByRole('heading', { level: 1, name: /^better-auth/ })).toBeVisible();
  await openSettings();
  await expect.element(dialog().getByText(m.key_line_looking()).first()).toBeVisible();
});
