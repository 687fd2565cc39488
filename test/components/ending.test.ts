import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { BridgeError, failure } from '../../electron/bridge/failure.ts';
import type { Handlers } from '../../electron/bridge/serve.ts';
import type { EndReport } from '../../electron/bridge/session.ts';
import { fixturePage, fixtureResult, fixtureSession, serverFault } from '../support/page-fixtures.ts';
import { listing, openPage, rowOf } from '../support/page.ts';

const current = fixtureSession({ id: 'a', current: true });
const jonas = fixtureSession({ id: 'b', user: { id: 'u2', name: 'Jonas Weber', email: null } });
const mei = fixtureSession({ id: 'c', user: { id: 'u3', name: 'Mei Tanaka', email: null } });
const question = () => page.getByRole('alertdialog');
const verdicts = () => page.getByRole('region', { name: 'What the read-back found' });

/** Opens the page, ticks Jonas and Mei, and asks to end them; the host reports what is given. */
async function askAboutTwo(report: Partial<EndReport>) {
  const calls: string[][] = [];
  const end: Handlers['sessions.end'] = async ({ sessionIds }) => {
    calls.push(sessionIds);
    const results = sessionIds.map((id) => fixtureResult(id));
    return { results, endedUnasked: [], page: fixturePage([current]), nowActive: null, ...report };
  };
  await openPage({ ...listing([current, jonas, mei]), 'sessions.end': end });
  await page.getByRole('checkbox', { name: /Select all shown/ }).click();
  await page.getByRole('button', { name: 'End 2 sessions…' }).click();
  return calls;
}

test('the question names verb, object and count', async () => {
  await askAboutTwo({});
  await expect.element(page.getByRole('heading', { name: 'End 2 sessions of 2 users?' })).toBeVisible();
  await expect.element(question()).toHaveTextContent('The other session in this list stays.');
});

test('Delete on a row asks about that row alone', async () => {
  await openPage(listing([current, jonas]));
  await rowOf(/Jonas/).click();
  await userEvent.keyboard('{Delete}');
  await expect
    .element(page.getByRole('heading', { name: 'End the session of Jonas Weber on Chrome 126 on macOS?' }))
    .toBeVisible();
});

test('Enter on the open dialog does not end anything', async () => {
  const calls = await askAboutTwo({});
  await expect.element(question().getByRole('button', { name: 'Keep them' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(question()).not.toBeInTheDocument();
  expect(calls).toEqual([]);
});

test('Escape keeps the sessions and gives the focus back to the row', async () => {
  await openPage(listing([current, jonas]));
  await rowOf(/Jonas/).click();
  await userEvent.keyboard('{Delete}');
  await expect.element(question()).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(rowOf(/Jonas/)).toHaveFocus();
});

test('ending the current session is said to sign out here', async () => {
  await openPage(listing([{ ...current, connectionId: 'demo-vault' }]), 'demo-vault');
  await rowOf(/Ana/).click();
  await page.getByRole('button', { name: 'End session' }).click();
  await expect.element(question()).toHaveTextContent('this signs you out here');
});

test('a session that is being ended is shown as pending, not as gone', async () => {
  await openPage({ ...listing([current, jonas]), 'sessions.end': () => new Promise(() => undefined) });
  await rowOf(/Jonas/).click();
  await page.getByRole('button', { name: 'End session' }).click();
  await question().getByRole('button', { name: 'End session' }).click();
  await expect.element(rowOf(/Jonas/)).toHaveTextContent('Ending…');
});

test('each verdict is shown with its reason', async () => {
  const refused = failure({
    code: 'refused',
    tried: 'POST /revoke',
    got: 'Invalid session token',
    status: 400,
  });
  await askAboutTwo({
    results: [
      fixtureResult('b', { verdict: 'still-there', callFailure: refused }),
      fixtureResult('c', { verdict: 'cannot-be-checked', checkFailure: serverFault() }),
    ],
    endedUnasked: [fixtureSession({ id: 'z', user: { id: 'u9', name: 'Priya Raman', email: null } })],
    nowActive: current,
  });
  await question().getByRole('button', { name: 'End 2 sessions' }).click();
  const items = verdicts().getByRole('listitem');
  await expect
    .element(items.filter({ hasText: 'Jonas' }))
    .toHaveTextContent(/Still there.*Invalid session token/);
  await expect
    .element(items.filter({ hasText: 'Mei' }))
    .toHaveTextContent(/Cannot be checked.*upstream connect/);
  await expect
    .element(items.filter({ hasText: 'Priya' }))
    .toHaveTextContent('Ended, but nobody asked for it');
  await expect.element(items.filter({ hasText: 'Now active' })).toHaveTextContent('Ana Silva');
  const totals = '1 still there · 1 cannot be checked · 1 ended, but nobody asked for it';
  await expect.element(verdicts().getByText(totals)).toBeVisible();
});

test('success is counted, called verified, and says how long tokens may still work', async () => {
  const until = new Date().setHours(23, 59);
  const calls = await askAboutTwo({
    results: [fixtureResult('b', { mayWorkUntil: until }), fixtureResult('c')],
  });
  await question().getByRole('button', { name: 'End 2 sessions' }).click();
  await expect.element(verdicts().getByText('Ended 2 of 2, verified')).toBeVisible();
  await expect.element(verdicts()).toHaveTextContent(/may work until 11:59/);
  expect(calls).toEqual([['b', 'c']]);
});

test('the rows afterwards are those of the read-back', async () => {
  await askAboutTwo({});
  await question().getByRole('button', { name: 'End 2 sessions' }).click();
  await expect.element(rowOf(/Jonas/)).not.toBeInTheDocument();
  await expect.element(rowOf(/Current/)).toBeVisible();
});

test('when the call as a whole fails, no session is called ended', async () => {
  await openPage({
    ...listing([current, jonas]),
    'sessions.end': async () => {
      throw new BridgeError(serverFault({ tried: 'POST /revoke' }));
    },
  });
  await rowOf(/Jonas/).click();
  await page.getByRole('button', { name: 'End session' }).click();
  await question().getByRole('button', { name: 'End session' }).click();
  await expect.element(verdicts()).toHaveTextContent('it is not known which sessions ended');
  await expect.element(rowOf(/Jonas.*Active$/)).toBeVisible();
});
