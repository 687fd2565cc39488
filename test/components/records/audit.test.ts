import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { pattern } from '../../support/like.ts';
import { hostileName, serverFault } from '../../support/page/page-fixtures.ts';
import { fixtureProof } from '../../support/page/page-evidence.ts';
import { auditEntry, fixtureAudit } from '../../support/page/page-record-fixtures.ts';
import { auditRoom, auditRows, openAudit } from '../../support/page/page-audit.ts';
import { recordHandlers } from '../../support/page/page-record-handlers.ts';

const table = () => auditRoom().getByRole('table', { name: m.audit_table() });
const search = () => auditRoom().getByRole('searchbox');

test('the rail leads to the log, newest first, and back to a connection', async () => {
  await openAudit();
  await expect.element(auditRows().first()).toHaveAccessibleName(m.audit_unfold({ seq: 5 }));
  await expect.element(page.getByRole('button', { name: m.audit() })).toHaveAttribute('aria-current', 'page');
  await page.getByRole('button', { name: 'acme staging' }).first().click();
  await expect.element(auditRoom()).not.toBeInTheDocument();
});

test('an entry says who did what, where, with what outcome and why', async () => {
  await openAudit([auditEntry()]);
  await expect
    .element(table().getByRole('row').nth(1))
    .toHaveTextContent(
      pattern`ago *ana *acme EU *${m.audit_did_finished()} *ended 2 · failed 1 · not sent 0 · unknown 0 of 3 *Laptop lost on the train`,
    );
});

test('the time is there in full as a tooltip', async () => {
  const at = new Date(2026, 0, 5, 14, 32, 7).getTime();
  await openAudit([auditEntry({ at })]);
  await expect.element(table().getByTitle(/5.* 2026.*:32:07/)).toBeVisible();
});

test('details unfold into the sessions with state and verdict, and the rest as names and values', async () => {
  await openAudit([auditEntry()]);
  await auditRows().first().click();
  const sessions = auditRoom().getByRole('table', { name: `${m.detail_sessions()} (3)` });
  await expect
    .element(sessions.getByRole('row').nth(3))
    .toHaveTextContent(
      pattern`mei@acme.example *${m.item_failed()} *${m.verdict_still_there()} *1 *Session is pinned`,
    );
  await expect.element(table()).toHaveTextContent(pattern`${m.detail_scope()} *${m.plan_scope_selected()}`);
  await auditRows().first().click();
  await expect.element(sessions).not.toBeInTheDocument();
});

test('what a verdict rests on is told in words, and that an older version did not record it', async () => {
  const evidence = { ...fixtureProof('own-word', { word: 'status: revoked' }) };
  const sessions = [
    { nativeId: 'sess_1', verdict: 'expired', evidence },
    { nativeId: 'sess_2', verdict: 'ended' },
    { nativeId: 'sess_3', verdict: null },
  ];
  const left = { count: 3, gaps: [{ why: 'fewer-than-total', count: 3 }] };
  await openAudit([auditEntry({ details: { sessions, left } })]);
  await auditRows().first().click();
  const rows = auditRoom()
    .getByRole('table', { name: `${m.detail_sessions()} (3)` })
    .getByRole('row');
  await expect
    .element(rows.nth(1))
    .toHaveTextContent(pattern`sess_1 *${m.verdict_expired()}.*“status: revoked”.*GET`);
  await expect
    .element(rows.nth(2))
    .toHaveTextContent(pattern`sess_2 *${m.verdict_ended()} *${m.why_not_recorded()}`);
  await expect
    .element(rows.nth(3))
    .toHaveTextContent(pattern`sess_3 *${m.detail_none()} *${m.detail_none()}`);
  await expect.element(table()).toHaveTextContent(pattern`${m.detail_left()} · ${m.detail_gaps()} *.*3 `);
});

test('details that have parts are shown part by part, and times as times', async () => {
  const now = { baseUrl: 'https://sessions.acme.example', kind: 'production' };
  await openAudit([auditEntry({ details: { now, before: null, expiresAt: Date.UTC(2026, 0, 5) } })]);
  await auditRows().first().click();
  for (const words of [
    pattern`${m.detail_now()} · baseUrl *https:..sessions`,
    pattern`${m.detail_before()} *${m.detail_none()}`,
    pattern`${m.detail_expires()}.* 2026`,
  ]) {
    await expect.element(table()).toHaveTextContent(words);
  }
});

test('details with hundreds of sessions are shown in parts', async () => {
  const sessions = Array.from({ length: 130 }, (_, index) => ({ session: `sess_${index}`, state: 'ended' }));
  await openAudit([auditEntry({ details: { sessions } })]);
  await auditRows().first().click();
  await expect.element(auditRoom().getByText('sess_99')).toBeInTheDocument();
  expect(auditRoom().getByText('sess_100').elements()).toEqual([]);
  await auditRoom()
    .getByRole('button', { name: m.audit_rows_more({ count: 30 }) })
    .click();
  await expect.element(auditRoom().getByText('sess_129')).toBeInTheDocument();
});

test('text of others is shown as text, with what hides in it made visible', async () => {
  await openAudit([auditEntry({ actor: hostileName, details: { note: hostileName } })]);
  await auditRows().first().click();
  await expect.element(table()).toHaveTextContent('⟨U+202E⟩');
  expect(document.querySelector('img[src="x"]')).toBeNull();
});

test('the arrow keys go from entry to entry, and only one is reached with Tab', async () => {
  await openAudit();
  (auditRows().first().element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(auditRows().nth(1)).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(auditRows().nth(1)).toHaveAttribute('aria-expanded', 'true');
  expect(
    auditRows()
      .elements()
      .filter((row) => row.getAttribute('tabindex') === '0'),
  ).toHaveLength(1);
});

test('text, action and connection each narrow the log, and the count says so', async () => {
  await openAudit([
    auditEntry({ seq: 3, action: 'key.saved', reason: 'rotation' }),
    auditEntry({ seq: 2, connectionId: 'acme-staging', connectionName: 'acme staging' }),
    auditEntry({ seq: 1 }),
  ]);
  await expect.element(auditRoom()).toHaveTextContent(m.audit_count({ count: 3 }));
  await search().fill('rotation');
  await expect.element(auditRoom()).toHaveTextContent(m.audit_count_of({ shown: 1, count: 3 }));
  await search().fill('');
  await auditRoom().getByLabelText(m.audit_action(), { exact: true }).selectOptions(m.audit_did_finished());
  await expect.element(auditRoom()).toHaveTextContent(m.audit_count_of({ shown: 2, count: 3 }));
  await auditRoom().getByLabelText(m.audit_connection(), { exact: true }).selectOptions('acme staging');
  await expect.element(auditRoom()).toHaveTextContent(m.audit_count_of({ shown: 1, count: 3 }));
  await expect.element(auditRows()).toHaveAccessibleName(m.audit_unfold({ seq: 2 }));
});

test('a removed connection can still be filtered for by its entries', async () => {
  await openAudit([auditEntry({ connectionId: 'gone', connectionName: 'old server' })]);
  await expect.element(table()).toBeVisible();
  await auditRoom().getByLabelText(m.audit_connection(), { exact: true }).selectOptions('old server');
  await expect.element(auditRoom()).toHaveTextContent(m.audit_count_of({ shown: 1, count: 1 }));
});

test('a filter that hides everything says so and can be cleared', async () => {
  await openAudit();
  await search().fill('nobody');
  await expect.element(auditRoom()).toHaveTextContent(m.audit_filtered_title());
  await auditRoom().getByRole('button', { name: m.filter_clear() }).click();
  await expect.element(auditRows().first()).toBeVisible();
});

test('older entries are read on demand, each once', async () => {
  await openAudit(fixtureAudit(250));
  const older = () => auditRoom().getByRole('button', { name: m.audit_older() });
  await older().click();
  await expect.poll(() => auditRows().elements().length).toBe(200);
  await older().click();
  await expect.poll(() => auditRows().elements().length).toBe(250);
  await expect.element(older()).not.toBeInTheDocument();
  await expect.element(auditRows().last()).toHaveAccessibleName(m.audit_unfold({ seq: 1 }));
});

test('new entries are announced rather than pushed under the pointer', async () => {
  const audit = fixtureAudit(3);
  const { publish } = await openAudit(audit);
  await expect.element(auditRows().first()).toHaveAccessibleName(m.audit_unfold({ seq: 3 }));
  audit.unshift(auditEntry({ seq: 5 }), auditEntry({ seq: 4 }));
  publish('audit.changed', {});
  const show = auditRoom().getByRole('button', { name: m.audit_newer({ count: 2 }) });
  await expect.element(show).toBeVisible();
  await expect.element(auditRows().first()).toHaveAccessibleName(m.audit_unfold({ seq: 3 }));
  await show.click();
  await expect.element(auditRows().first()).toHaveAccessibleName(m.audit_unfold({ seq: 5 }));
});

test('an empty log says when it is written to', async () => {
  await openAudit([]);
  await expect.element(auditRoom()).toHaveTextContent(m.audit_empty_title());
});

test('while the log is read for the first time a skeleton says so', async () => {
  await openAudit([], { 'audit.list': () => new Promise(() => undefined) });
  await expect.element(auditRoom().getByText(m.audit_reading())).toBeInTheDocument();
});

test('a log that cannot be read says what came back, and can be tried again', async () => {
  let broken = true;
  const { 'audit.list': list } = recordHandlers();
  await openAudit([], {
    'audit.list': async (input) => {
      if (broken)
        throw new BridgeError(serverFault({ code: 'internal', tried: 'audit.list', got: 'disk I/O error' }));
      return list(input);
    },
  });
  await expect.element(auditRoom().getByRole('alert')).toHaveTextContent('disk I/O error');
  broken = false;
  await auditRoom().getByRole('button', { name: m.action_retry() }).click();
  await expect.element(auditRows().first()).toBeVisible();
});
