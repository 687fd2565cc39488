import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
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
} from '../../support/page/page-ending.ts';
import { fixtureSession } from '../../support/page/page-fixtures.ts';
import { fixtureItem, fixtureRun } from '../../support/page/page-runs.ts';
import { rowOf } from '../../support/page/page.ts';

const cells = () => question().getByRole('table', { name: m.end_list_name() });

test('a plan whose rows change is rebuilt, its differences are marked, and it is confirmed anew', async () => {
  const { runs, list, publish } = await openOn(three());
  await openMenu();
  await item(like(m.end_scope_others)).click();
  await expect.element(cells().getByRole('row', { name: /Jonas/ })).toBeVisible();
  list.splice(1, 1, fixtureSession({ id: 'd', user: { id: 'd', name: 'Priya Raman', email: null } }));
  list.splice(2, 1, { ...three()[2], ip: '198.51.100.9' } as (typeof list)[number]);
  publish('revocation.planChanged', { connectionId: 'demo-better-auth', planId: 'plan-1' });
  const notice = question().getByRole('alert');
  await expect.element(notice).toHaveTextContent(m.plan_changed({ added: 1, gone: 1, changed: 1 }));
  await expect
    .element(cells().getByRole('row', { name: pattern`Jonas.*${m.plan_change_gone()}` }))
    .toBeVisible();
  await expect
    .element(cells().getByRole('row', { name: pattern`Priya.*${m.plan_change_added()}` }))
    .toBeVisible();
  await expect
    .element(cells().getByRole('row', { name: pattern`Mei.*${m.plan_change_changed()}` }))
    .toBeVisible();
  await expect.element(inQuestion(m.end_do({ count: 2 }))).toBeDisabled();
  await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
  expect(runs.did).toEqual([]);
  await notice.getByRole('button', { name: m.plan_changed_take() }).click();
  await inQuestion(m.end_do({ count: 2 })).click();
  await expect.element(dock()).toBeVisible();
});

test('what an open run has is left out of the plan, and named with the run', async () => {
  const [, jonas, mei] = three();
  const { runs } = await openOn(three());
  if (!jonas || !mei) throw new Error('there are three');
  const startedAt = new Date().setHours(9, 5, 0, 0);
  runs.set(fixtureRun([fixtureItem(mei)], { id: 'run-9', state: 'waiting', startedAt }));
  runs.special = { inOpenRun: [{ runId: 'run-9', sessions: [mei] }], items: [] };
  runs.special.items = [{ session: jonas, call: { method: 'POST', path: '/a' }, mayStay: false }];
  runs.special.needs = { question: true, name: false, reason: 'no', currentUnknown: false };
  await rowOf(/Jonas/).click();
  await userEvent.keyboard('{Delete}');
  const left = question().getByText(like(m.plan_in_run, { count: 1, time: /0?9:05.*/ }));
  await left.click();
  await expect
    .element(question().getByRole('list', { name: like(m.plan_in_run) }))
    .toHaveTextContent('Mei Tanaka');
});

test('a copied plan names what an open run has as well', async () => {
  const { runs } = await openOn(three());
  const [, , mei] = three();
  if (!mei) throw new Error('there are three');
  runs.special = { inOpenRun: [{ runId: 'run-9', sessions: [mei] }] };
  await askAboutAll();
  const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await inQuestion(m.plan_copy()).click();
  await expect
    .poll(() => written.mock.lastCall?.[0])
    .toMatch(pattern`${like(m.plan_in_run, { count: 1 })}.*\n- .*Mei Tanaka`);
  written.mockRestore();
});

test('a session that another run has taken meanwhile is marked as that, and not as gone', async () => {
  const { runs } = await openOn(three());
  const [, , mei] = three();
  if (!mei) throw new Error('there are three');
  await askAboutAll();
  await expect.element(cells().getByRole('row', { name: /Mei/ })).toBeVisible();
  const plan = await runs.handlers()['revocation.plan']({
    connectionId: 'demo-better-auth',
    scope: 'selected',
    sessionIds: ['b'],
  });
  runs.special = { ...plan, id: 'plan-1', changes: [{ what: 'in-open-run', session: mei }] };
  runs.rebuilt = [{ what: 'in-open-run', session: mei }];
  await inQuestion(m.end_do({ count: 2 })).click();
  const notice = question().getByRole('alert');
  await expect.element(notice).toHaveTextContent(like(m.plan_changed_in_run, { taken: 1 }));
  await expect.element(notice).not.toHaveTextContent(/gone/);
  await expect
    .element(cells().getByRole('row', { name: pattern`Mei.*${m.plan_change_in_run()}` }))
    .toBeVisible();
});

test('a plan that is no longer true when it is confirmed starts nothing, and shows what it is now', async () => {
  const { runs, list } = await openOn(three());
  await askAboutAll();
  await expect.element(cells().getByRole('row', { name: /Jonas/ })).toBeVisible();
  list.splice(1, 1);
  await inQuestion(m.end_do({ count: 2 })).click();
  await expect
    .element(question().getByRole('alert'))
    .toHaveTextContent(m.plan_changed({ added: 0, gone: 1, changed: 0 }));
  await expect
    .element(page.getByRole('heading', { name: like(m.end_title_one, { user: 'Mei Tanaka' }) }))
    .toBeVisible();
  expect(runs.did).toEqual([]);
});

test('a plan that has expired is made anew by itself, and says nothing when nothing has changed', async () => {
  let rebuilt = 0;
  const { runs } = await openOn(three(), {
    'revocation.rebuild': async ({ planId }) => {
      rebuilt++;
      runs.special = {};
      return runs.handlers()['revocation.rebuild']({ planId });
    },
  });
  runs.special = { expiresAt: Date.now(), expiresIn: 0 };
  await askAboutAll();
  await expect.poll(() => rebuilt).toBe(1);
  await expect.element(inQuestion(m.end_do({ count: 2 }))).toBeEnabled();
  await expect.element(question().getByRole('alert')).not.toBeInTheDocument();
});
