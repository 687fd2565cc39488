import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { fail } from '../../../electron/bridge/failure.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { openPage } from '../../support/page/page.ts';

// A key that cannot be forgotten without leaving a sign-in behind: why, and how to do it all the same.

const question = () => page.getByRole('alertdialog');
const press = (name: string) => question().getByRole('button', { name, exact: true }).click();
const refuse = (): never =>
  fail({
    ...{ code: 'unreachable', tried: 'POST /servers/{serverid}/sessions/logout', field: 'signIns' },
    got: 'the server closed the connection before it answered (ECONNRESET)',
  });

test.each([
  ['connections.remove', 'menu_remove', 'remove_do', 'remove_drop_sign_ins'],
  ['keys.forget', 'menu_forget', 'forget_do', 'forget_drop_sign_ins'],
] as const)('%s', async (method, item, first, second) => {
  const asked: unknown[] = [];
  const take = ({ signIns }: { signIns?: 'drop' | undefined }) => {
    asked.push(signIns ?? null);
    if (!signIns) refuse();
  };
  await openPage({
    ...(method === 'connections.remove'
      ? { 'connections.remove': async (input) => (take(input), {}) }
      : {
          'keys.forget': async (input) => {
            take(input);
            const { connectionId } = input;
            return { connectionId, state: 'absent', store: 'keychain', fields: [], origin: null };
          },
        }),
  });
  await page.getByRole('button', { name: 'More for acme EU' }).click();
  await page.getByRole('menuitem', { name: m[item]() }).click();
  await expect.element(question()).not.toHaveTextContent(m.drop_sign_ins_what());
  expect(question().getByRole('button', { name: m[second](), exact: true }).elements()).toHaveLength(0);
  await press(m[first]());
  await expect.element(question()).toHaveTextContent(m.drop_sign_ins_what());
  await press(m[second]());
  await expect.element(question()).not.toBeInTheDocument();
  expect(asked).toEqual([null, 'drop']);
});
