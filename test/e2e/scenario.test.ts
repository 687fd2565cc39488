import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../support/like.ts';
import { endsOf, findings as findingsOf, question as questionOf } from '../support/ending.ts';
import { mockOf } from '../support/host.ts';
import type { OpenSessiondeck, SessiondeckOptions } from '../support/shells/opened.ts';
import { closeAll, goTo, openSessiondeck, row } from '../support/shells/sessiondeck.ts';

let open: OpenSessiondeck;
afterEach(async () => {
  expect(open.complaints).toEqual([]);
  expect(open.app.faults).toEqual([]);
  await open.close();
});
afterAll(closeAll);

async function begin(options: SessiondeckOptions = {}): Promise<void> {
  open = await openSessiondeck({ undo: 'off', ...options });
}

const scenario = () => open.page.getByRole('dialog', { name: m.scenario_title() });
const question = () => questionOf(open.page);
const findings = () => findingsOf(open.page);
const scope = (name: string | RegExp) => open.page.getByRole('menuitem', { name });

async function openScenario(): Promise<void> {
  await open.page.getByRole('button', { name: m.scenario() }).click();
  await scenario().getByLabel(m.scenario_kind(), { exact: true }).waitFor();
}

async function openEndMenu(): Promise<void> {
  await open.page.getByRole('button', { name: m.end_menu(), exact: true }).click();
}

const done = () => scenario().getByRole('button', { name: m.done() }).click();
const readAgain = () => open.page.getByRole('button', { name: m.refresh() }).first().click();

describe('the demo', () => {
  beforeEach(() => begin({ demo: true }));

  test('a fault put on listing is seen as a failure; cleared, reading again mends it', async () => {
    const { page } = open;
    await row(page, 'Ann Peeters').waitFor();
    await openScenario();
    await scenario().getByLabel(m.scenario_kind(), { exact: true }).selectOption('status-500');
    await scenario()
      .getByLabel(m.scenario_operation())
      .selectOption('multi_session_list_device_sessions_get');
    await scenario().getByLabel(m.scenario_times()).fill('20');
    await scenario().getByRole('button', { name: m.scenario_add() }).click();
    await scenario()
      .getByText(m.scenario_left({ count: 20 }))
      .waitFor();
    await done();
    await readAgain();
    await page.getByRole('alert').getByText(like(m.stale_title)).waitFor();
    await openScenario();
    // A reading that fails like this is tried again twice.
    await scenario()
      .getByText(m.scenario_left({ count: 17 }))
      .waitFor();
    await scenario().getByRole('button', { name: m.scenario_clear() }).click();
    await scenario().getByText(m.scenario_none()).waitFor();
    await done();
    await readAgain();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await row(page, 'Ann Peeters').waitFor();
  });

  test('the simulated phone is opened where the API has one', async () => {
    await goTo(open.page, 'nextAuth');
    await openScenario();
    const own = scenario().getByText(m.scenario_phone());
    const { phone } = await open.app.bridge('demo.faults', { connectionId: 'demo-nextauth' });
    expect(phone).not.toBeNull();
    expect(await open.opens(() => own.click())).toBe(phone);
  });
});

describe('the End menu', () => {
  beforeEach(() => begin());

  test('everything, on a server that keeps the session it is asked with, says that it kept it', async () => {
    await goTo(open.page, 'Vault');
    await row(open.page, like(m.status_current)).waitFor();
    await openEndMenu();
    await scope(like(m.end_scope_everything)).click();
    await question()
      .getByLabel(m.plan_name({ name: 'Vault' }))
      .fill('Vault');
    await question().getByRole('button', { name: m.end_everything_do() }).click();
    await findings().getByRole('listitem').filter({ hasText: m.verdict_kept() }).waitFor();
    await row(open.page, like(m.status_current)).waitFor();
    await expect.poll(() => findings().getByText(m.verdict_still_there()).count()).toBe(0);
    await expect.poll(() => findings().getByRole('alert').count()).toBe(0);
  });

  test('all others are counted, and ended one by one while the current one stays', async () => {
    await goTo(open.page, 'Nest');
    await row(open.page, like(m.status_current)).waitFor();
    await openEndMenu();
    const others = scope(like(m.end_scope_others, { some: /\d+/ }));
    expect(await others.getAttribute('aria-disabled')).not.toBe('true');
    const count = Number(/\((\d+)\)/.exec((await others.textContent()) ?? '')?.[1]);
    expect(count).toBeGreaterThan(0);
    await others.click();
    const name = question().getByLabel(like(m.plan_name));
    if (count > 50) await name.fill('NestJS sessions');
    await question()
      .getByRole('button', { name: m.end_do({ count }) })
      .click();
    await findings()
      .getByText(m.totals_ended({ ended: count, count }))
      .waitFor();
    expect(endsOf(mockOf(open.app, 'nest-sessions'))).toHaveLength(count);
    await row(open.page, like(m.status_current)).waitFor();
  });

  test('what cannot be ended stays in the menu, with the reason', async () => {
    await goTo(open.page, 'Clerk');
    await open.page.getByText(m.count_sessions({ count: 240 })).waitFor();
    await openEndMenu();
    const impossible = [
      pattern`^${m.end_scope_selected({ count: 0 })}.*${m.end_scope_none_selected()}`,
      pattern`^${m.end_scope_matching({ some: 0 })}.*${m.end_scope_no_filter()}`,
      pattern`^${m.end_scope_others({ some: 0 })}.*${m.end_scope_current_unknown()}`,
    ];
    for (const name of impossible) expect(await scope(name).getAttribute('aria-disabled')).toBe('true');
    expect(await scope(like(m.end_scope_everything)).getAttribute('aria-disabled')).not.toBe('true');
  });
});
