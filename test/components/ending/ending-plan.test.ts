import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { BridgeError, failure } from '../../../electron/bridge/failure.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../../support/like.ts';
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

const cells = () => question().getByRole('table', { name: m.end_list_name() });

test('the plan is shown before anything is sent: who, which calls, how long, what stays', async () => {
  const { runs } = await openOn(three());
  runs.special = { estimate: 12_000, rate: { requests: 100, seconds: 10 } };
  await askAboutAll();
  await expect
    .element(page.getByRole('heading', { name: m.end_title_many_users({ count: 2, users: 2 }) }))
    .toBeVisible();
  await expect.element(question()).toHaveTextContent(m.end_others_stay({ count: 1 }));
  await expect.element(cells().getByRole('row', { name: /Jonas Weber .*203.0.113.7/ })).toBeVisible();
  await expect.element(question()).toHaveTextContent(m.end_calls({ count: 2 }));
  await expect
    .element(question())
    .toHaveTextContent(m.plan_takes_rate({ time: '12 s', requests: 100, seconds: 10 }));
  await expect.element(question()).toHaveTextContent(m.plan_waits({ seconds: 10 }));
  await question()
    .getByText(m.plan_every_call({ count: 2 }))
    .click();
  await expect.element(question()).toHaveTextContent('POST /sessions/s-b/revoke');
  expect(runs.did).toEqual([]);
});

test('keeping is the first choice, and Enter ends nothing', async () => {
  const { runs } = await openOn(three());
  await askAboutAll();
  await expect.element(inQuestion(m.end_keep({ count: 2 }))).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(question()).not.toBeInTheDocument();
  expect(runs.did).toEqual([]);
});

test('Enter in a field ends nothing either', async () => {
  const { runs } = await openOn(three());
  await askAboutAll();
  await question().getByRole('textbox', { name: m.plan_reason() }).click();
  await userEvent.keyboard('left{Enter}');
  await expect.element(question()).toBeVisible();
  expect(runs.did).toEqual([]);
});

test('confirmed, all rows wait and one Undo keeps them', async () => {
  const { runs } = await openOn(three());
  await askAboutAll();
  await question().getByRole('textbox', { name: m.plan_reason() }).fill('laptop lost');
  await inQuestion(m.end_do({ count: 2 })).click();
  await expect.element(rowOf(/Jonas/)).toHaveTextContent(like(m.status_ends_in, { left: /\d+/ }));
  await expect.element(rowOf(/Mei/)).toHaveTextContent(like(m.status_ends_in, { left: /\d+/ }));
  await rowOf(/Mei/)
    .getByRole('button', { name: m.run_undo_row({ count: 2 }) })
    .click();
  await expect.element(dock()).not.toBeInTheDocument();
  expect(runs.did.slice(0, 2)).toEqual(['confirm', 'undo']);
  expect(runs.said[0]?.reason).toBe('laptop lost');
});

test('Shift+Enter ends now, without waiting', async () => {
  const { runs } = await openOn(three());
  await askAboutAll();
  await expect.element(inQuestion(m.end_keep({ count: 2 }))).toHaveFocus();
  await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
  await expect.element(verdicts().getByText(m.totals_ended({ ended: 2, count: 2 }))).toBeVisible();
  expect(runs.did).toEqual(['confirm', 'sent b,c']);
});

test('where the connection’s name is asked for, nothing ends before it is typed', async () => {
  const { runs } = await openOn(three('acme-eu'));
  await askAboutAll();
  const end = inQuestion(m.end_do({ count: 2 }));
  await expect.element(end).toBeDisabled();
  await question().getByRole('textbox', { name: m.plan_reason_required() }).fill('offboarding');
  await question()
    .getByRole('textbox', { name: like(m.plan_name) })
    .fill('acme');
  await expect.element(end).toBeDisabled();
  await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
  expect(runs.did).toEqual([]);
  await question()
    .getByRole('textbox', { name: like(m.plan_name) })
    .fill('acme EU');
  await end.click();
  await expect.element(dock()).toBeVisible();
  expect(runs.said).toEqual([{ name: 'acme EU', reason: 'offboarding', currentUnknown: false }]);
});

test('in production the question says so, and that nothing may be changed yet, before a reason is typed', async () => {
  await openOn(three('acme-eu'));
  await rowOf(/Jonas/).click();
  await userEvent.keyboard('{Delete}');
  await expect.element(question()).toHaveTextContent(m.frame_production({ name: 'acme EU' }));
  await expect.element(question()).toHaveTextContent(m.guard_read_only());
  await inQuestion(m.guard_allow()).click();
  await expect.element(question()).toHaveTextContent(like(m.guard_allowed));
  await expect.element(question()).not.toHaveTextContent(m.guard_read_only());
});

test('in production a reason is needed, even for one session', async () => {
  const { runs } = await openOn(three('acme-eu'));
  await rowOf(/Jonas/).click();
  await userEvent.keyboard('{Delete}');
  await expect.element(inQuestion(m.end_do({ count: 1 }))).toBeDisabled();
  await question().getByRole('textbox', { name: m.plan_reason_required() }).fill('left the company');
  await inQuestion(m.end_do({ count: 1 })).click();
  await expect.element(dock()).toBeVisible();
  expect(runs.said[0]?.reason).toBe('left the company');
});

test('where our own session is not known, that it may be among them has to be ticked', async () => {
  const { runs } = await openOn(three('demo-better-auth', null));
  await askAboutAll(3);
  await expect.element(question()).toHaveTextContent(m.plan_current_unknown());
  await expect.element(inQuestion(m.end_do({ count: 3 }))).toBeDisabled();
  await question().getByRole('checkbox').click();
  await inQuestion(m.end_do({ count: 3 })).click();
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
  await question().getByRole('textbox', { name: m.plan_reason() }).fill('laptop lost');
  await inQuestion(m.end_do({ count: 2 })).click();
  await expect.element(question().getByRole('alert')).toHaveTextContent('disk full');
  await expect.element(question().getByRole('textbox', { name: m.plan_reason() })).toHaveValue('laptop lost');
  await expect.element(rowOf(pattern`Jonas.*${m.status_active()}`)).toBeInTheDocument();
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
  await item(like(m.end_scope_others)).click();
  await expect
    .element(page.getByRole('heading', { name: m.end_title_many_users({ count: 10000, users: 10000 }) }))
    .toBeVisible();
  await question()
    .getByText(m.plan_every_call({ count: 10000 }))
    .click();
  await expect.element(cells()).toHaveAttribute('aria-rowcount', '10001');
  expect(question().getByRole('row').elements().length).toBeLessThan(60);
  expect(question().getByRole('listitem').elements().length).toBeLessThan(60);
});
