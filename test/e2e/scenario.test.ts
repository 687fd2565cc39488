import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
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

const scenario = () => open.page.getByRole('dialog', { name: 'Scenario of the demo server' });
const question = () => questionOf(open.page);
const findings = () => findingsOf(open.page);
const scope = (name: string | RegExp) => open.page.getByRole('menuitem', { name });

async function openScenario(): Promise<void> {
  await open.page.getByRole('button', { name: 'Scenario' }).click();
  await scenario().getByLabel('Fault', { exact: true }).waitFor();
}

async function openEndMenu(): Promise<void> {
  await open.page.getByRole('button', { name: 'End…', exact: true }).click();
}

const done = () => scenario().getByRole('button', { name: 'Done' }).click();
const readAgain = () => open.page.getByRole('button', { name: 'Refresh' }).first().click();

describe('the demo', () => {
  beforeEach(() => begin({ demo: true }));

  test('a fault put on listing is seen as a failure; cleared, reading again mends it', async () => {
    const { page } = open;
    await row(page, 'Ann Peeters').waitFor();
    await openScenario();
    await scenario().getByLabel('Fault', { exact: true }).selectOption('status-500');
    await scenario().getByLabel('Operation').selectOption('multi_session_list_device_sessions_get');
    await scenario().getByLabel('Times').fill('20');
    await scenario().getByRole('button', { name: 'Add' }).click();
    await scenario().getByText('20 times left').waitFor();
    await done();
    await readAgain();
    await page
      .getByRole('alert')
      .getByText(/Sessions as of/)
      .waitFor();
    await openScenario();
    // A reading that fails like this is tried again twice.
    await scenario().getByText('17 times left').waitFor();
    await scenario().getByRole('button', { name: 'Clear all' }).click();
    await scenario().getByText('None: the server behaves.').waitFor();
    await done();
    await readAgain();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await row(page, 'Ann Peeters').waitFor();
  });

  test('the simulated phone is opened where the API has one', async () => {
    await goTo(open.page, 'nextAuth');
    await openScenario();
    const own = scenario().getByText('Simulated phone');
    const { phone } = await open.app.bridge('demo.faults', { connectionId: 'demo-nextauth' });
    expect(phone).not.toBeNull();
    expect(await open.opens(() => own.click())).toBe(phone);
  });
});

describe('the End menu', () => {
  beforeEach(() => begin());

  test('everything, on a server that keeps the session it is asked with, says that it kept it', async () => {
    await goTo(open.page, 'Vault');
    await row(open.page, /Current/).waitFor();
    await openEndMenu();
    await scope(/^Everything, this one included/).click();
    await question().getByLabel('To confirm, type the connection’s name: Vault').fill('Vault');
    await question().getByRole('button', { name: 'End everything' }).click();
    await findings().getByRole('listitem').filter({ hasText: 'The server kept this session' }).waitFor();
    await row(open.page, /Current/).waitFor();
    expect(await findings().getByText('Still there').count()).toBe(0);
    expect(await findings().getByRole('alert').count()).toBe(0);
  });

  test('all others are counted, and ended one by one while the current one stays', async () => {
    await goTo(open.page, 'Nest');
    await row(open.page, /Current/).waitFor();
    await openEndMenu();
    const others = scope(/^All others, keep this one \(\d+\)/);
    expect(await others.getAttribute('aria-disabled')).not.toBe('true');
    const count = Number(/\((\d+)\)/.exec((await others.textContent()) ?? '')?.[1]);
    expect(count).toBeGreaterThan(0);
    await others.click();
    const name = question().getByLabel(/^To confirm, type/);
    if (count > 50) await name.fill('NestJS sessions');
    await question()
      .getByRole('button', { name: `End ${count} sessions` })
      .click();
    await findings()
      .getByText(new RegExp(`of ${count}, verified`))
      .waitFor();
    expect(endsOf(mockOf(open.app, 'nest-sessions'))).toHaveLength(count);
    await row(open.page, /Current/).waitFor();
  });

  test('what cannot be ended stays in the menu, with the reason', async () => {
    await goTo(open.page, 'Clerk');
    await open.page.getByText('240 sessions').waitFor();
    await openEndMenu();
    const impossible = [
      /^Selected \(0\).*Nothing is selected/,
      /^All matching this filter \(0\).*No search or filter is set/,
      /^All others, keep this one \(0\).*Current session unknown/,
    ];
    for (const name of impossible) expect(await scope(name).getAttribute('aria-disabled')).toBe('true');
    expect(await scope(/^Everything/).getAttribute('aria-disabled')).not.toBe('true');
  });
});
