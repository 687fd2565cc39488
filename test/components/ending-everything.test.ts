import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { BridgeError } from '../../electron/bridge/failure.ts';
import type { Handlers } from '../../electron/bridge/serve.ts';
import type { Session } from '../../electron/bridge/session.ts';
import { fixturePage, fixtureResult, fixtureSession, serverFault } from '../support/page-fixtures.ts';
import { listing, openPage, rowOf } from '../support/page.ts';

function sessionsOf(connectionId: string): [Session, Session, Session] {
  const named = (id: string, name: string, current: boolean) =>
    fixtureSession({ id, connectionId, current, user: { id, name, email: null } });
  return [named('a', 'Ana Silva', true), named('b', 'Jonas Weber', false), named('c', 'Mei Tanaka', false)];
}

const item = (name: string | RegExp) => page.getByRole('menuitem', { name });
const question = () => page.getByRole('alertdialog');
const verdicts = () => page.getByRole('region', { name: 'What the read-back found' });
const openMenu = () => page.getByRole('button', { name: 'End…', exact: true }).click();

/** Opens Vault with three sessions; its one call for everything leaves what is given in the list. */
async function openVault(left: Session[], more: Partial<Handlers> = {}) {
  const calls: string[] = [];
  const sessions = sessionsOf('demo-vault');
  const kept = new Set(left.map(({ id }) => id));
  await openPage(
    {
      ...listing(sessions),
      'sessions.end': async ({ sessionIds }) => {
        calls.push(`one by one ${sessionIds.join()}`);
        const results = sessionIds.map((id) => fixtureResult(id));
        return { results, endedUnasked: [], page: fixturePage([sessions[0]]), nowActive: null };
      },
      'sessions.endAll': async () => {
        calls.push('one call');
        const results = sessions.map(({ id }) =>
          fixtureResult(id, { verdict: kept.has(id) ? 'still-there' : 'ended' }),
        );
        return { results, endedUnasked: [], page: fixturePage(left), nowActive: null };
      },
      ...more,
    },
    'demo-vault',
  );
  return { calls, sessions };
}

async function endEverything() {
  await openMenu();
  await item(/^Everything/).click();
  await question().getByRole('button', { name: 'End everything' }).click();
}

test('the menu counts what each scope takes and says in how many calls', async () => {
  await openVault([]);
  await openMenu();
  await expect.element(item('Selected (0) Nothing is selected')).toHaveAttribute('aria-disabled', 'true');
  await expect.element(item('All others, keep this one (2) One by one')).toBeEnabled();
  await expect.element(item('Everything, this one included (3) One call')).toBeEnabled();
});

test('ticked sessions are counted', async () => {
  await openVault([]);
  await page.getByRole('checkbox', { name: /Select all shown/ }).click();
  await openMenu();
  await item('Selected (2) One by one').click();
  await expect.element(question()).toHaveTextContent('End 2 sessions of 2 users?');
});

test('an API without a call for everything says so, and one that names no current session too', async () => {
  const sessions = sessionsOf('demo-better-auth').map((session) => ({ ...session, current: null }));
  await openPage(listing(sessions));
  await openMenu();
  await expect.element(item(/^All others/)).toHaveTextContent('Current session unknown');
  await expect.element(item(/^All others/)).toHaveAttribute('aria-disabled', 'true');
  await expect.element(item(/^Everything/)).toHaveTextContent('better-auth has no such call');
});

test('all others are ended one by one, never with the call for everything', async () => {
  const { calls } = await openVault([]);
  await openMenu();
  await item(/^All others/).click();
  await question().getByRole('button', { name: 'End 2 sessions' }).click();
  await expect.element(verdicts().getByText('Ended 2 of 2, verified')).toBeVisible();
  expect(calls).toEqual(['one by one b,c']);
});

test('everything is asked about in strong words, and keeping is the first choice', async () => {
  const { calls } = await openVault([]);
  await openMenu();
  await item(/^Everything/).click();
  await expect.element(question()).toHaveTextContent('End all 3 sessions, this one included?');
  await expect.element(question()).toHaveTextContent('differs between servers; the read-back will say');
  await expect.element(question().getByRole('button', { name: 'Keep them' })).toHaveFocus();
  expect(calls).toEqual([]);
});

test('where the call is known to end the current session too, the question says so', async () => {
  await openPage(listing(sessionsOf('demo-nest')), 'demo-nest');
  await openMenu();
  await item(/^Everything/).click();
  await expect.element(question()).toHaveTextContent('This signs you out here.');
});

test('a current session that the server kept is named, and is no fault', async () => {
  const [current] = sessionsOf('demo-vault');
  const { calls } = await openVault([current]);
  await endEverything();
  const items = verdicts().getByRole('listitem');
  await expect
    .element(items.filter({ hasText: 'Ana Silva' }))
    .toHaveTextContent('The server kept this session');
  await expect.element(verdicts().getByRole('status')).toHaveTextContent('Ended 2 of 3, verified');
  await expect.element(verdicts()).not.toHaveTextContent('Still there');
  await expect.element(rowOf(/Jonas/)).not.toBeInTheDocument();
  expect(calls).toEqual(['one call']);
});

test('another session that is still there is a fault, as ever', async () => {
  const [current, jonas] = sessionsOf('demo-vault');
  await openVault([current, jonas]);
  await endEverything();
  await expect
    .element(verdicts().getByRole('listitem').filter({ hasText: 'Jonas' }))
    .toHaveTextContent('Still there');
  await expect.element(verdicts().getByRole('alert')).toHaveTextContent('1 still there');
});

test('the server’s own count is shown when it differs from the list', async () => {
  await openPage(
    { ...listing(sessionsOf('demo-nest')), 'sessions.count': async () => ({ count: 5 }) },
    'demo-nest',
  );
  await expect.element(page.getByText('3 of 5 the server counts')).toBeVisible();
});

test('a count that agrees, or cannot be read, leaves the list’s own', async () => {
  let fails = false;
  const { desk } = await openPage(
    {
      ...listing(sessionsOf('demo-nest')),
      'sessions.count': async () => {
        if (fails) throw new BridgeError(serverFault());
        return { count: 3 };
      },
    },
    'demo-nest',
  );
  const count = page.getByText('3 sessions', { exact: true });
  await expect.element(count).toBeVisible();
  fails = true;
  await desk.room?.refresh();
  await expect.element(count).toHaveAttribute('title', expect.stringContaining('upstream connect error'));
});
