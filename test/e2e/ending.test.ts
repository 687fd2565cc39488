import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like } from '../support/like.ts';
import {
  askToEndSome,
  confirm,
  endsOf,
  findings,
  livingIds,
  question,
  tick,
  titleOfMany,
  underway,
} from '../support/ending.ts';
import { mockOf } from '../support/host.ts';
import type { OpenSessiondeck } from '../support/shells/opened.ts';
import { closeAll, goTo, openSessiondeck } from '../support/shells/sessiondeck.ts';

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

/** Reads the list, as another page of the same Sessiondeck would. */
async function readElsewhere(): Promise<void> {
  const { bridge } = open.app;
  const [own] = (await bridge('connections.list', {})).filter(({ api }) => api === 'nest-sessions');
  if (!own) throw new Error('there is no such connection');
  await bridge('sessions.list', { connectionId: own.id, filters: own.filters });
}

describe('a plan', () => {
  test('shows what ends, what stays and every call, and asks the server nothing', async () => {
    const { page } = open;
    const names = await tick(page, 3);
    const living = livingIds(mock());
    const { requests } = mock();
    const asked = requests.length;
    await page.getByRole('button', { name: m.selection_end({ count: 3 }) }).click();
    const sheet = question(page);
    await sheet.getByRole('heading', { name: titleOfMany(3) }).waitFor();
    const planned = sheet.getByRole('table', { name: m.end_list_name() }).getByRole('row');
    for (const name of names) {
      const device = name.split(',')[0] ?? '';
      await expect.poll(() => planned.filter({ hasText: device }).count()).toBeGreaterThan(0);
    }
    await expect.poll(() => planned.count()).toBe(4);
    await sheet.getByText(m.end_others_stay({ count: living.size - 3 })).waitFor();
    await sheet.getByText(m.plan_every_call({ count: 3 })).click();
    const sent = sheet.getByRole('list', { name: m.plan_calls() }).getByText(/^DELETE /);
    await expect.poll(() => sent.count()).toBe(3);
    const calls = await sent.allTextContents();
    expect(new Set(calls).size).toBe(3);
    for (const call of calls) expect(living).toContain(call.replace('DELETE /sessions/', ''));
    expect(requests).toHaveLength(asked);
    await sheet.getByRole('button', { name: m.end_keep({ count: 2 }) }).click();
    await sheet.waitFor({ state: 'hidden' });
    expect(endsOf(mock())).toEqual([]);
  });

  test('of everything asks for the name of the connection typed, and nothing else will do', async () => {
    const { page } = open;
    await page.getByRole('button', { name: m.end_menu(), exact: true }).click();
    await page.getByRole('menuitem', { name: like(m.end_scope_everything) }).click();
    const end = question(page).getByRole('button', { name: m.end_everything_do() });
    const name = question(page).getByLabel(m.plan_name({ name: 'NestJS sessions' }));
    for (const typed of ['', 'NestJS', 'nestjs sessions']) {
      await name.fill(typed);
      await expect.poll(() => end.isDisabled()).toBe(true);
      await page.keyboard.press('Shift+Enter');
    }
    await name.fill('NestJS sessions');
    await end.click();
    await press(m.run_send_now());
    await findings(page)
      .getByText(/^Ended (\d+) of \1, verified$/)
      .waitFor();
    expect(endsOf(mock()).map(({ path }) => path)).toEqual(['/sessions']);
  });

  test('that cannot hit the person’s own session, as the key is no session’s, asks nothing about it', async () => {
    const { page } = open;
    await goTo(page, 'Clerk');
    await askToEndSome(page, 2);
    const end = question(page).getByRole('button', { name: m.end_do({ count: 2 }) });
    await expect.poll(() => question(page).getByLabel(m.plan_current_unknown_tick()).count()).toBe(0);
    await end.click();
    await press(m.run_send_now());
    await findings(page)
      .getByText(m.totals_ended({ ended: 2, count: 2 }))
      .waitFor();
  });

  test('whose rows change while it is looked at marks the differences and has to be confirmed again', async () => {
    const { page } = open;
    await askToEndSome(page, 3);
    await question(page)
      .getByText(m.plan_every_call({ count: 3 }))
      .click();
    const sent = question(page).getByText(/^DELETE /);
    await expect.poll(() => sent.count()).toBe(3);
    const calls = await sent.allTextContents();
    const [gone = '', changed = ''] = calls.map((call) => call.replace('DELETE /sessions/', ''));
    void mock().db.get('sessions').find({ id: gone }).assign({ isRevoked: true }).write();
    void mock().db.get('sessions').find({ id: changed }).assign({ ipAddress: '203.0.113.77' }).write();
    await readElsewhere();
    const alert = question(page).getByRole('alert');
    await alert.getByText(m.plan_changed({ added: 0, gone: 1, changed: 1 })).waitFor();
    const planned = question(page).getByRole('table', { name: m.end_list_name() }).getByRole('row');
    await planned.filter({ hasText: '203.0.113.77' }).getByText(m.plan_change_changed()).waitFor();
    await expect.poll(() => planned.getByText(m.plan_change_gone()).count()).toBe(1);
    const end = question(page).getByRole('button', { name: m.end_do({ count: 2 }) });
    await expect.poll(() => end.isDisabled()).toBe(true);
    await page.keyboard.press('Shift+Enter');
    await alert.getByRole('button', { name: m.plan_changed_take() }).click();
    expect(endsOf(mock())).toEqual([]);
    await end.click();
    await press(m.run_send_now());
    await findings(page)
      .getByText(m.totals_ended({ ended: 2, count: 2 }))
      .waitFor();
    expect(endsOf(mock()).map(({ path }) => path)).not.toContain(`/sessions/${gone}`);
  });
});

describe('the undo window', () => {
  const undone = () =>
    open.page
      .getByText(m.run_undone({ count: 2 }))
      .first()
      .waitFor();
  const confirmTwo = async () => {
    await askToEndSome(open.page, 2);
    await confirm(open.page, 2);
    await underway(open.page)
      .getByText(like(m.run_waiting, { count: 2, left: /\d+/ }))
      .waitFor();
  };
  const expectKept = async () => {
    await underway(open.page).waitFor({ state: 'hidden' });
    await expect.poll(() => open.page.getByText(like(m.status_ends_in)).count()).toBe(0);
    expect(endsOf(mock())).toEqual([]);
  };

  test('is taken back from the dock', async () => {
    await confirmTwo();
    await expect.poll(() => open.page.getByText(like(m.status_ends_in, { left: /\d+/ })).count()).toBe(2);
    await press(m.run_undo());
    await undone();
    await expectKept();
  });

  test('is taken back from a row', async () => {
    await confirmTwo();
    await open.page
      .getByRole('button', { name: m.run_undo_row({ count: 2 }) })
      .first()
      .click();
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
    await open.app.bridge('settings.save', { undo: 5 });
    await confirmTwo();
    expect(endsOf(mock())).toEqual([]);
    await findings(open.page)
      .getByText(m.totals_ended({ ended: 2, count: 2 }))
      .waitFor();
    expect(endsOf(mock())).toHaveLength(2);
  });

  test('turned off in the settings means sent at once', async () => {
    const { page } = open;
    await page.getByRole('button', { name: m.rail_settings() }).click();
    await page.getByRole('dialog').getByText(m.undo_off(), { exact: true }).click();
    await page.getByRole('dialog').getByText(m.undo_off_what()).waitFor();
    await page.keyboard.press('Escape');
    await askToEndSome(page, 2);
    await question(page).getByText(m.plan_waits_not()).waitFor();
    await confirm(page, 2);
    await findings(page)
      .getByText(m.totals_ended({ ended: 2, count: 2 }))
      .waitFor();
  });

  test('is asked about when the page is left', async () => {
    await confirmTwo();
    expect(await open.askedWhenLeft()).toBe(true);
    await press(m.run_undo());
    await undone();
  });
});
