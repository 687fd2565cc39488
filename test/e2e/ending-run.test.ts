import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../support/like.ts';
import { askToEndSome, confirm, endsOf, findings, rednessOf, underway } from '../support/ending.ts';
import { mockOf } from '../support/host.ts';
import type { OpenSessiondeck } from '../support/shells/opened.ts';
import { closeAll, goTo, openSessiondeck, row } from '../support/shells/sessiondeck.ts';

const remove = 'sessionControllerRevokeSession';

let open: OpenSessiondeck;
beforeEach(async () => {
  open = await openSessiondeck({ undo: 60 });
  await goTo(open.page, 'NestJS sessions');
});
afterEach(async () => {
  expect(open.complaints).toEqual([]);
  expect(open.app.faults).toEqual([]);
  await open.close();
});
afterAll(closeAll);

const mock = (api = 'nest-sessions') => mockOf(open.app, api);
const press = (name: string) => underway(open.page).getByRole('button', { name, exact: true }).click();

/** The users of the rows listed, as the rows are called: device, user, place … */
async function usersListed(): Promise<string[]> {
  const boxes = open.page
    .getByRole('grid')
    .getByRole('row')
    .filter({ has: open.page.getByRole('checkbox', { name: m.select_row(), exact: true }) });
  const names = await boxes.evaluateAll((rows) => rows.map((each) => each.getAttribute('aria-label') ?? ''));
  return names.map((name) => name.split(', ')[1] ?? '');
}

describe('a run', () => {
  test('that fails in part adds up, keeps what failed ticked, and ends it when tried again', async () => {
    const { page } = open;
    mock().behaviour.faults.push({ kind: 'status', operation: remove, times: 2, status: 404 });
    await askToEndSome(page, 5);
    await confirm(page, 5);
    await press(m.run_send_now());
    await findings(page)
      .getByText(m.totals_parts_verified({ ended: 3, failed: 2, notSent: 0, unknown: 0, planned: 5 }))
      .waitFor();
    const failed = findings(page).getByRole('listitem').filter({ hasText: m.verdict_still_there() });
    await expect.poll(() => failed.count()).toBe(2);
    await expect
      .poll(() => failed.getByText(pattern`${m.verdict_call_failed({ why: '' })}.*Session not found`).count())
      .toBe(2);
    await page.getByText(m.selection_count({ count: 2 })).waitFor();
    await findings(page)
      .getByRole('button', { name: m.run_retry({ count: 2 }) })
      .click();
    await confirm(page, 2);
    await press(m.run_send_now());
    await findings(page)
      .getByText(m.totals_ended({ ended: 2, count: 2 }))
      .waitFor();
    expect(endsOf(mock())).toHaveLength(7);
    expect(new Set(endsOf(mock()).map(({ path }) => path)).size).toBe(5);
  });

  test('that ends one nobody asked for says so in red, by its name', async () => {
    const { page } = open;
    await goTo(page, 'better-auth');
    await row(page, 'Dmitri Volkov').waitFor();
    const others = (await usersListed()).filter((name) => name !== 'Dmitri Volkov');
    mock('better-auth').behaviour.end = 'ends-another';
    await row(page, 'Dmitri Volkov').click();
    await page.getByRole('button', { name: m.end_one(), exact: true }).click();
    await press(m.run_send_now());
    await findings(page).getByText('Ended 1 of 1, verified · 1 ended, but nobody asked for it').waitFor();
    await page.getByText(m.count_sessions({ count: 2 })).waitFor();
    const left = await usersListed();
    const victims = others.filter((name) => !left.includes(name));
    expect(victims).toHaveLength(1);
    const told = findings(page).getByRole('listitem').filter({ hasText: m.verdict_unasked() });
    const named = told.getByText(victims[0] ?? '');
    await expect.poll(() => rednessOf(named)).toBeGreaterThan(1.5);
    await expect.poll(() => rednessOf(findings(page).getByText('Dmitri Volkov'))).toBeLessThan(1.5);
  });

  test('that is told to slow down says until when it waits, and goes on by itself', async () => {
    const { page } = open;
    const faults = mock().behaviour.faults;
    faults.push({ kind: 'retry-after', operation: remove, times: 1, form: 'seconds', seconds: 2 });
    await askToEndSome(page, 6);
    await confirm(page, 6);
    await press(m.run_send_now());
    await underway(page)
      .getByText(like(m.run_paused_limited, { some: /\d/, all: 6 }))
      .waitFor();
    await findings(page)
      .getByText(m.totals_ended({ ended: 6, count: 6 }))
      .waitFor();
  });

  test('that is told to come back in a year goes on when resumed, or leaves the rest unsent when stopped', async () => {
    const { page } = open;
    const { faults } = mock().behaviour;
    faults.push({ kind: 'retry-after', operation: remove, times: 1000, form: 'huge' });
    await askToEndSome(page, 6);
    await confirm(page, 6);
    await press(m.run_send_now());
    await underway(page)
      .getByText(like(m.run_paused_limited, { some: 0, all: 6 }))
      .waitFor();
    const sent = endsOf(mock()).length;
    await press(m.run_resume());
    await expect.poll(() => endsOf(mock()).length).toBeGreaterThan(sent);
    await underway(page)
      .getByText(like(m.run_paused, { some: 0, all: 6 }))
      .waitFor();
    await press(m.run_stop());
    await findings(page)
      .getByText(m.totals_parts({ ended: 0, failed: 0, notSent: 6, unknown: 0, planned: 6 }))
      .waitFor();
    faults.length = 0;
    await findings(page)
      .getByRole('button', { name: m.run_retry({ count: 6 }) })
      .click();
    await confirm(page, 6);
    await press(m.run_send_now());
    await findings(page)
      .getByText(m.totals_ended({ ended: 6, count: 6 }))
      .waitFor();
  });
});
