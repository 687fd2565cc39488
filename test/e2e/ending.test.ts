import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askToEndSome, confirm, endsOf, findings, livingIds, question, rednessOf, tick, underway } from '../support/ending.ts';
import { witnessOf } from '../support/host.ts';
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
  expect(open.desk.faults).toEqual([]);
  await open.close();
});
afterAll(closeAll);

const witness = (api = 'nest-sessions') => witnessOf(open.desk, api);
const press = (name: string) => underway(open.page).getByRole('button', { name, exact: true }).click();

/** The users of the rows listed, as the rows are called: device, user, place … */
async function usersListed(): Promise<string[]> {
  const boxes = open.page
    .getByRole('grid')
    .getByRole('row')
    .filter({ has: open.page.getByRole('checkbox', { name: 'Select', exact: true }) });
  const names = await boxes.evaluateAll((rows) => rows.map((each) => each.getAttribute('aria-label') ?? ''));
  return names.map((name) => name.split(', ')[1] ?? '');
}

/** Reads the list, as another page of the same Sessiondeck would. */
async function readElsewhere(): Promise<void> {
  const { bridge } = open.desk;
  const [own] = (await bridge('connections.list', {})).filter(({ api }) => api === 'nest-sessions');
  if (!own) throw new Error('there is no such connection');
  await bridge('sessions.list', { connectionId: own.id, filters: own.filters });
}

describe('a plan', () => {
  test('shows what ends, what stays and every call, and asks the server nothing', async () => {
    const { page } = open;
    const names = await tick(page, 3);
    const living = livingIds(witness());
    const { requests } = witness();
    const asked = requests.length;
    await page.getByRole('button', { name: 'End 3 sessions…' }).click();
    const sheet = question(page);
    await sheet.getByRole('heading', { name: /^End 3 sessions/ }).waitFor();
    const planned = sheet.getByRole('table', { name: 'What will end' }).getByRole('row');
    for (const name of names) {
      const device = name.split(',')[0] ?? '';
      expect(await planned.filter({ hasText: device }).count()).toBeGreaterThan(0);
    }
    expect(await planned.count()).toBe(4);
    await sheet.getByText(`The other ${living.size - 3} sessions in this list stay.`).waitFor();
    await sheet.getByText('Every call (3)').click();
    const calls = await sheet
      .getByRole('list', { name: 'Calls' })
      .getByText(/^DELETE /)
      .allTextContents();
    expect(new Set(calls).size).toBe(3);
    for (const call of calls) expect(living).toContain(call.replace('DELETE /sessions/', ''));
    await sheet.getByText(`${living.size - 3} sessions stay`).click();
    await sheet
      .getByRole('list', { name: /sessions stay$/ })
      .getByText(/Current$/)
      .waitFor();
    expect(requests).toHaveLength(asked);
    await sheet.getByRole('button', { name: 'Keep them' }).click();
    await sheet.waitFor({ state: 'hidden' });
    expect(endsOf(witness())).toEqual([]);
  });

  test('of everything asks for the name of the connection typed, and nothing else will do', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'End…', exact: true }).click();
    await page.getByRole('menuitem', { name: /^Everything, this one included/ }).click();
    const end = question(page).getByRole('button', { name: 'End everything' });
    const name = question(page).getByLabel('To confirm, type the connection’s name: NestJS sessions');
    for (const typed of ['', 'NestJS', 'nestjs sessions']) {
      await name.fill(typed);
      expect(await end.isDisabled()).toBe(true);
      await page.keyboard.press('Shift+Enter');
    }
    await name.fill('NestJS sessions');
    await end.click();
    await press('Send now');
    await findings(page)
      .getByText(/^Ended (\d+) of \1, verified$/)
      .waitFor();
    expect(endsOf(witness()).map(({ path }) => path)).toEqual(['/sessions']);
  });

  test('that may hit an unknown current session has to be ticked', async () => {
    const { page } = open;
    await goTo(page, 'Clerk');
    await askToEndSome(page, 2);
    const end = question(page).getByRole('button', { name: 'End 2 sessions' });
    expect(await end.isDisabled()).toBe(true);
    await question(page).getByLabel('End them even if mine is among them').check();
    await end.click();
    await press('Send now');
    await findings(page).getByText('Ended 2 of 2, verified').waitFor();
  });

  test('whose rows change while it is looked at marks the differences and has to be confirmed again', async () => {
    const { page } = open;
    await askToEndSome(page, 3);
    await question(page).getByText('Every call (3)').click();
    const calls = await question(page)
      .getByText(/^DELETE /)
      .allTextContents();
    const [gone = '', changed = ''] = calls.map((call) => call.replace('DELETE /sessions/', ''));
    void witness().db.get('sessions').find({ id: gone }).assign({ isRevoked: true }).write();
    void witness().db.get('sessions').find({ id: changed }).assign({ ipAddress: '203.0.113.77' }).write();
    await readElsewhere();
    const alert = question(page).getByRole('alert');
    await alert.getByText('The list is another one now: 0 added, 1 gone, 1 changed').waitFor();
    const planned = question(page).getByRole('table', { name: 'What will end' }).getByRole('row');
    await planned.filter({ hasText: '203.0.113.77' }).getByText('Changed').waitFor();
    expect(await planned.getByText('Gone').count()).toBe(1);
    const end = question(page).getByRole('button', { name: 'End 2 sessions' });
    expect(await end.isDisabled()).toBe(true);
    await page.keyboard.press('Shift+Enter');
    await alert.getByRole('button', { name: 'I have looked' }).click();
    expect(endsOf(witness())).toEqual([]);
    await end.click();
    await press('Send now');
    await findings(page).getByText('Ended 2 of 2, verified').waitFor();
    expect(endsOf(witness()).map(({ path }) => path)).not.toContain(`/sessions/${gone}`);
  });
});

describe('the undo window', () => {
  const undone = () => open.page.getByText('Undone: nothing was sent, 2 sessions stay').first().waitFor();
  const confirmTwo = async () => {
    await askToEndSome(open.page, 2);
    await confirm(open.page, 2);
    await underway(open.page)
      .getByText(/^Ends 2 sessions in \d+ s$/)
      .waitFor();
  };
  const expectKept = async () => {
    await underway(open.page).waitFor({ state: 'hidden' });
    expect(await open.page.getByText(/^Ends in/).count()).toBe(0);
    expect(endsOf(witness())).toEqual([]);
  };

  test('is taken back from the dock', async () => {
    await confirmTwo();
    expect(await open.page.getByText(/^Ends in \d+ s$/).count()).toBe(2);
    await press('Undo');
    await undone();
    await expectKept();
  });

  test('is taken back from a row', async () => {
    await confirmTwo();
    await open.page.getByRole('button', { name: 'Undo: keep all 2 sessions' }).first().click();
    await undone();
    await expectKept();
  });

  test('is taken back by Ctrl+Z', async () => {
    await confirmTwo();
    await open.page.keyboard.press('Control+z');
    await undone();
    await expectKept();
  });

  test('closes by itself, and then the calls are sent', async () => {
    await open.desk.bridge('settings.save', { undo: 5 });
    await confirmTwo();
    expect(endsOf(witness())).toEqual([]);
    await findings(open.page).getByText('Ended 2 of 2, verified').waitFor();
    expect(endsOf(witness())).toHaveLength(2);
  });

  test('turned off in the settings means sent at once', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('dialog').getByText('Off', { exact: true }).click();
    await page.getByRole('dialog').getByText('Sent at once when confirmed').waitFor();
    await page.keyboard.press('Escape');
    await askToEndSome(page, 2);
    await question(page).getByText('Does not wait: it cannot be undone').waitFor();
    await confirm(page, 2);
    await findings(page).getByText('Ended 2 of 2, verified').waitFor();
  });

  test('is asked about when the page is left', async () => {
    await confirmTwo();
    expect(await open.askedWhenLeft()).toBe(true);
    await press('Undo');
    await undone();
  });
});

describe('a run', () => {
  test('that fails in part adds up, keeps what failed ticked, and ends it when tried again', async () => {
    const { page } = open;
    witness().manners.faults.push({ kind: 'status', operation: remove, times: 2, status: 404 });
    await askToEndSome(page, 5);
    await confirm(page, 5);
    await press('Send now');
    await findings(page).getByText('Ended 3 · failed 2 · not sent 0 · unknown 0 of 5, verified').waitFor();
    const failed = findings(page).getByRole('listitem').filter({ hasText: 'Still there' });
    await expect.poll(() => failed.count()).toBe(2);
    expect(await failed.getByText(/The call failed: .*Session not found/).count()).toBe(2);
    await page.getByText('2 selected').waitFor();
    await findings(page).getByRole('button', { name: 'Retry failed (2)…' }).click();
    await confirm(page, 2);
    await press('Send now');
    await findings(page).getByText('Ended 2 of 2, verified').waitFor();
    expect(endsOf(witness())).toHaveLength(7);
    expect(new Set(endsOf(witness()).map(({ path }) => path)).size).toBe(5);
  });

  test('that ends one nobody asked for says so in red, by its name', async () => {
    const { page } = open;
    await goTo(page, 'better-auth');
    await row(page, 'Dmitri Volkov').waitFor();
    const others = (await usersListed()).filter((name) => name !== 'Dmitri Volkov');
    witness('better-auth').manners.end = 'ends-another';
    await row(page, 'Dmitri Volkov').click();
    await page.getByRole('button', { name: 'End session', exact: true }).click();
    await press('Send now');
    await findings(page).getByText('Ended 1 of 1, verified · 1 ended, but nobody asked for it').waitFor();
    await page.getByText('2 sessions').waitFor();
    const left = await usersListed();
    const victims = others.filter((name) => !left.includes(name));
    expect(victims).toHaveLength(1);
    const told = findings(page).getByRole('listitem').filter({ hasText: 'Ended, but nobody asked for it' });
    const named = told.getByText(victims[0] ?? '');
    expect(await rednessOf(named)).toBeGreaterThan(1.5);
    expect(await rednessOf(findings(page).getByText('Dmitri Volkov'))).toBeLessThan(1.5);
  });

  test('that is told to slow down says until when it waits, and goes on by itself', async () => {
    const { page } = open;
    const faults = witness().manners.faults;
    faults.push({ kind: 'retry-after', operation: remove, times: 1, form: 'seconds', seconds: 2 });
    await askToEndSome(page, 6);
    await confirm(page, 6);
    await press('Send now');
    await underway(page)
      .getByText(/^Paused, \d of 6 sent: the server asks to wait until /)
      .waitFor();
    await findings(page).getByText('Ended 6 of 6, verified').waitFor();
  });

  test('that is told to come back in a year goes on when resumed, or leaves the rest unsent when stopped', async () => {
    const { page } = open;
    const { faults } = witness().manners;
    faults.push({ kind: 'retry-after', operation: remove, times: 1000, form: 'huge' });
    await askToEndSome(page, 6);
    await confirm(page, 6);
    await press('Send now');
    await underway(page)
      .getByText(/^Paused, 0 of 6 sent: the server asks to wait until /)
      .waitFor();
    const sent = endsOf(witness()).length;
    await press('Resume');
    await expect.poll(() => endsOf(witness()).length).toBeGreaterThan(sent);
    await underway(page)
      .getByText(/^Paused, 0 of 6 sent/)
      .waitFor();
    await press('Stop');
    await findings(page).getByText('Ended 0 · failed 0 · not sent 6 · unknown 0 of 6').waitFor();
    faults.length = 0;
    await findings(page).getByRole('button', { name: 'Retry failed (6)…' }).click();
    await confirm(page, 6);
    await press('Send now');
    await findings(page).getByText('Ended 6 of 6, verified').waitFor();
  });
});
