import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { BridgeError, failure } from '../../../electron/bridge/failure.ts';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { fixturePage } from '../../support/page/page-fixtures.ts';
import { openPage } from '../../support/page/page.ts';

const absent = (more: { wasInMemory?: true }): Pick<Handlers, 'keys.status'> => ({
  'keys.status': async ({ connectionId }) => ({
    ...{ connectionId, state: 'absent', store: 'memory', fields: [], origin: null },
    ...more,
  }),
});

const noKey: Pick<Handlers, 'sessions.list'> = {
  'sessions.list': async () => {
    const got = 'there is no Access token yet';
    throw new BridgeError(failure({ code: 'no-key', tried: 'reading the key', got }));
  },
};

const entry = () =>
  page
    .getByRole('navigation')
    .getByRole('button', { name: /acme EU/ })
    .first();

describe('a key that was only in memory until Sessiondeck closed', () => {
  test('is told as such in the rail and in place of the list, with the button to enter it', async () => {
    await openPage({ ...noKey, ...absent({ wasInMemory: true }) }, 'acme-eu');
    const alert = page.getByRole('alert');
    await expect.element(alert).toHaveTextContent(m.failure_key_was_in_memory());
    await expect.element(alert).not.toHaveTextContent(m.failure_no_key());
    await expect.element(alert.getByRole('button', { name: m.action_enter_key() })).toBeVisible();
    await expect.element(entry()).toHaveTextContent(m.key_was_in_memory());
  });

  test('is not told of a key that never was', async () => {
    await openPage({ ...noKey, ...absent({}) }, 'acme-eu');
    await expect.element(page.getByRole('alert')).toHaveTextContent(m.failure_no_key());
    await expect.element(entry()).toHaveTextContent(m.key_absent());
    await expect.element(page.getByText(m.key_was_in_memory())).not.toBeInTheDocument();
    await expect.element(page.getByText(m.failure_key_was_in_memory())).not.toBeInTheDocument();
  });

  test('is told of cookies as well, where the server answers without them', async () => {
    await openPage({
      ...absent({ wasInMemory: true }),
      'sessions.list': async () => fixturePage([], { notes: ['cookies-needed'] }),
    });
    await expect.element(page.getByText(`${m.failure_key_was_in_memory()}.`)).toBeVisible();
  });
});
