import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { RunState } from '../../../electron/bridge/revocation.ts';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { question, inQuestion, three } from '../../support/page/page-ending.ts';
import { fixtureItem, fixtureRun } from '../../support/page/page-runs.ts';
import { openPage } from '../../support/page/page.ts';

const connectionId = 'acme-eu';

/** Asks to remove acme EU, with a run on it in this state; resolves with what the host was asked for. */
async function ask(state: RunState, remove?: Handlers['connections.remove']) {
  const asked: unknown[] = [];
  const given: Handlers['connections.remove'] = async (input) => {
    asked.push(input.openRuns ?? null);
    return remove ? remove(input) : {};
  };
  await openPage({ 'connections.remove': given }, connectionId, (runs) =>
    runs.set(
      fixtureRun(
        three(connectionId).map((session) => fixtureItem(session)),
        { state, connectionId },
      ),
    ),
  );
  await page.getByRole('button', { name: m.rail_menu({ name: 'acme EU' }) }).click();
  await page.getByRole('menuitem', { name: m.menu_remove() }).click();
  return asked;
}

test.each<RunState>(['waiting', 'sending', 'paused', 'reading-back'])(
  'while a run is %s, it is offered to stop it and read it back first',
  async (state) => {
    const asked = await ask(state);
    await expect.element(question()).toHaveTextContent(m.remove_open_run());
    await expect.element(question()).not.toHaveTextContent('No session ends');
    await inQuestion(m.remove_read_back()).click();
    await expect.poll(() => asked).toEqual(['read-back']);
  },
);

test('while it is read back, it can be removed without', async () => {
  const never = new Promise<Record<string, never>>(() => undefined);
  const asked = await ask('sending', async ({ openRuns }) => (openRuns === 'read-back' ? never : {}));
  await inQuestion(m.remove_read_back()).click();
  await inQuestion(m.remove_unread()).click();
  await expect.poll(() => asked).toEqual(['read-back', 'leave-unread']);
  await expect.element(question()).not.toBeInTheDocument();
});

test.each<RunState>(['done', 'interrupted'])('a run that is %s is in nobody’s way', async (state) => {
  const asked = await ask(state);
  await expect.element(question()).not.toHaveTextContent('being ended');
  await inQuestion(m.remove_do()).click();
  await expect.poll(() => asked).toEqual([null]);
  await expect.element(question()).not.toBeInTheDocument();
});
