import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { BridgeError, failure } from '../../../electron/bridge/failure.ts';
import {
  askAboutAll,
  dock,
  inQuestion,
  item,
  openMenu,
  openOn,
  question,
  three,
  verdicts,
} from '../../support/page/page-ending.ts';
import { fixtureSession } from '../../support/page/page-fixtures.ts';
import { rowOf } from '../../support/page/page.ts';

const cells = () => question().getByRole('table', { name: 'What will end' });

test('the plan is shown before anything is sent: who, which calls, how long, what stays', async () => {
  const { runs } = await openOn(three());
  runs.special = { estimate: 12_000, rate: { requests: 100, seconds: 10 } };
  await askAboutAll();
  await expect.element(page.getByRole('heading', { name: 'End 2 sessions of 2 users?' })).toBeVisible();
  await expect.element(question()).toHaveTextContent('The other session in this list stays.');
  await expect.element(cells().getByRole('row', { name: /Jonas Weber 203.0.113.7/ })).toBeVisible();
  await expect.element(question()).toHaveTextContent('2 calls, one by one');
  await expect.element(question()).toHaveTextContent('About 12 s at 100 requests per 10 s');
  await expect.element(question()).toHaveTextContent('Waits 10 s before anything is sent');
  await question().getByText('Every call (2)').click();
  await expect.element(question()).toHaveTextContent('POST /sessions/s-b/revoke');
  await question().getByText('1 session stays').click();
  await expect.element(question().getByRole('list', { name: '1 session stays' })).toHaveTextContent('Ana');
  expect(runs.did).toEqual([]);
});

test('keeping is the first choice, and Enter ends nothing', async () => {
  const { runs } = await openOn(three());
  await askAboutAll();
  await expect.element(inQuestion('Keep them')).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(question()).not.toBeInTheDocument();
  expect(runs.did).toEqual([]);
});

test('Enter in a field ends nothing either', async () => {
  const { runs } = await openOn(three());
  await askAboutAll();
  await question().getByRole('textbox', { name: 'Reason' }).click();
  await userEvent.keyboard('left{Enter}');
  await expect.element(question()).toBeVisible();
  expect(runs.did).toEqual([]);
});

test('confirmed, all rows wait and one Undo keeps them', async () => {
  const { runs } = await openOn(three());
  await askAboutAll();
  await question().getByRole('textbox', { name: 'Reason' }).fill('laptop lost');
  await inQuestion('End 2 sessions').click();
  await expect.element(rowOf(/Jonas/)).toHaveTextContent(/Ends in \d+ s/);
  await expect.element(rowOf(/Mei/)).toHaveTextContent(/Ends in \d+ s/);
  await rowOf(/Mei/).getByRole('button', { name: 'Undo: keep all 2 sessions' }).click();
  await expect.element(dock()).not.toBeInTheDocument();
  expect(runs.did.slice(0, 2)).toEqual(['confirm', 'undo']);
  expect(runs.said[0]?.reason).toBe('laptop lost');
});

test('Shift+Enter ends now, without waiting', async () => {
  const { runs } = await openOn(three());
  await askAboutAll();
  await expect.element(inQuestion('Keep them')).toHaveFocus();
  await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
  await expect.element(verdicts().getByText('Ended 2 of 2, verified')).toBeVisible();
  expect(runs.did).toEqual(['confirm', 'sent b,c']);
});

test('where the connection’s name is asked for, nothing ends before it is typed', async () => {
  const { runs } = await openOn(three('acme-eu'));
  await askAboutAll();
  const end = inQuestion('End 2 sessions');
  await expect.element(end).toBeDisabled();
  await question()
    .getByRole('textbox', { name: /^Reason/ })
    .fill('offboarding');
  await question()
    .getByRole('textbox', { name: /type the connection’s name/ })
    .fill('acme');
  await expect.element(end).toBeDisabled();
  await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
  expect(runs.did).toEqual([]);
  await question()
    .getByRole('textbox', { name: /type the connection’s name/ })
    .fill('acme EU');
  await end.click();
  await expect.element(dock()).toBeVisible();
  expect(runs.said).toEqual([{ name: 'acme EU', reason: 'offboarding', currentUnknown: false }]);
});

test('in production a reason is needed, even for one session', async () => {
  const { runs } = await openOn(three('acme-eu'));
  await rowOf(/Jonas/).click();
  await userEvent.keyboard('{Delete}');
  await expect.element(inQuestion('End session')).toBeDisabled();
  await question().getByRole('textbox', { name: 'Reason (needed)' }).fill('left the company');
  await inQuestion('End session').click();
  await expect.element(dock()).toBeVisible();
  expect(runs.said[0]?.reason).toBe('left the company');
});

test('where our own session is not known, that it may be among them has to be ticked', async () => {
  const { runs } = await openOn(three('demo-better-auth', null));
  await askAboutAll(3);
  await expect.element(question()).toHaveTextContent('It is not known which session is your own');
  await expect.element(inQuestion('End 3 sessions')).toBeDisabled();
  await question().getByRole('checkbox').click();
  await inQuestion('End 3 sessions').click();
  await expect.element(dock()).toBeVisible();
  expect(runs.said[0]?.currentUnknown).toBe(true);
});

test('a confirmation that fails leaves the question open, with what was said', async () => {
  await openOn(three(), {
    'revocation.confirm': async () => {
      throw new BridgeError(failure({ code: 'not-recorded', tried: 'the audit log', got: 'disk full' }));
    },
  });
  await askAboutAll();
  await question().getByRole('textbox', { name: 'Reason' }).fill('laptop lost');
  await inQuestion('End 2 sessions').click();
  await expect.element(question().getByRole('alert')).toHaveTextContent('disk full');
  await expect.element(question().getByRole('textbox', { name: 'Reason' })).toHaveValue('laptop lost');
  await expect.element(rowOf(/Jonas.*Active/)).toBeInTheDocument();
});

test('a plan of ten thousand sessions draws a few rows, and counts them all', async () => {
  const [own] = three('demo-nest');
  const many = Array.from({ length: 10_000 }, (_, at) =>
    fixtureSession({
      id: `m${at}`,
      connectionId: 'demo-nest',
      user: { id: `u${at}`, name: `N ${at}`, email: null },
    }),
  );
  await openOn([...(own ? [own] : []), ...many]);
  await openMenu();
  await item(/^All others/).click();
  await expect
    .element(page.getByRole('heading', { name: 'End 10,000 sessions of 10,000 users?' }))
    .toBeVisible();
  await question().getByText('Every call (10,000)').click();
  await expect.element(cells()).toHaveAttribute('aria-rowcount', '10001');
  expect(question().getByRole('row').elements().length).toBeLessThan(60);
  expect(question().getByRole('listitem').elements().length).toBeLessThan(60);
});
