import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { saveConnection } from '../../../scripts/mock-subject.ts';
import { holdAfter } from '../../support/hold.ts';
import { failureOf } from '../../support/host.ts';
import { again, apiOf, eachInItsWorld, interruptedRun, ofRuns, start, subjectOn, world } from './restarts.ts';
import { EndingSubject } from './support.ts';

eachInItsWorld();

test('a run that was waiting when Sessiondeck ended is told at the next start, and nothing of it was or is sent', async () => {
  const first = await subjectOn(start(), 'nest-sessions');
  await first.begin(await first.plan('selected', (await first.others()).slice(0, 3)));
  await first.app.close();
  const next = again(first, start());
  const run = await interruptedRun(next);
  expect(run.totals).toEqual({ planned: 3, open: 0, ended: 0, failed: 0, notSent: 3, unknown: 0 });
  expect(next.ends).toBe(0);
  expect(await failureOf(next.app.bridge('revocation.sendNow', { runId: run.id }))).toMatchObject({
    code: 'invalid',
  });
});

test.each([
  ['nest-sessions', 'sessionControllerRevokeSession'],
  ['vault', 'revokeSession'],
  ['clerk', 'revoke_session'],
])(
  'a run of %s that was cut off is told session by session, resumed by nobody, and continued by a new plan',
  async (api, operation) => {
    const first = await subjectOn(start(), api);
    const letThrough = holdAfter(apiOf(api), operation, 1);
    const ids = (await first.others()).slice(0, 20);
    const { id } = await first.begin(await first.plan('selected', ids), { sendNow: true });
    await expect.poll(() => first.ends).toBeGreaterThan(1);
    await first.app.close();
    letThrough();
    const sent = first.ends;
    const next = again(first, start());
    const run = await interruptedRun(next);
    expect(run.id).toBe(id);
    expect(run.totals).toMatchObject({
      planned: ids.length,
      ended: sent,
      notSent: ids.length - sent,
      failed: 0,
    });
    expect(next.ends).toBe(sent);
    const live = new Set(await next.others());
    const rest = run.items.filter(({ state }) => state !== 'ended').map(({ session }) => session.id);
    expect(rest.every((sessionId) => live.has(sessionId))).toBe(true);
    // Vault lists so few that all may have been under way.
    if (rest.length > 0) {
      const more = await next.begin(await next.plan('selected', rest), { sendNow: true });
      expect((await next.until(more.id, 'done')).totals.ended).toBe(rest.length);
    }
    expect(next.ends).toBe(ids.length);
  },
);

test('the intent is on disk before the request leaves', async () => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const forward = async () => {
      if (request.method === 'DELETE') seen.push(...intended(request.url ?? ''));
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const reply = await fetch(new URL(request.url ?? '', apiOf('nest-sessions').baseUrl), {
        method: request.method ?? '',
        headers: { ...headers, host: '' },
      });
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(await reply.text());
    };
    void forward();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const app = start();
  const api = { ...apiOf('nest-sessions'), baseUrl: `http://127.0.0.1:${port}` };
  const subject = new EndingSubject(app, 'nest-sessions', await saveConnection(app.bridge, api));
  const run = await subject.begin(await subject.plan('selected', (await subject.others()).slice(0, 12)), {
    sendNow: true,
  });
  await subject.until(run.id, 'done');
  expect(seen).toHaveLength(12);
  expect(new Set(seen)).toEqual(new Set(['sending']));
  server.close();
});

/** What another process reads in the store of the session that a request names. */
function intended(path: string): string[] {
  const db = new DatabaseSync(join(world.folder, 'sessiondeck.db'), { readOnly: true });
  const rows = db.prepare('SELECT session, state FROM run_items').all();
  db.close();
  const nativeId = path.split('/').at(-1);
  return rows
    .filter(({ session }) => (JSON.parse(String(session)) as { nativeId: string }).nativeId === nativeId)
    .map(({ state }) => String(state));
}

test.each([
  ['the audit log', 'audit', 'INSERT'],
  ['the journal', 'runs', 'INSERT'],
] as const)(
  'nothing is sent when %s cannot be written, and the plan can be confirmed once it can',
  async (_, table, verb) => {
    const subject = await subjectOn(start(), 'better-auth');
    const plan = await subject.plan('selected', (await subject.others()).slice(0, 2));
    const mend = breakTable(table, verb);
    expect(await failureOf(subject.confirm(plan, { sendNow: true }))).toMatchObject({
      code: 'not-recorded',
      next: 'free-disk',
    });
    expect(subject.ends).toBe(0);
    expect(ofRuns()).toEqual([]);
    expect(await subject.app.bridge('revocation.runs', {})).toEqual([]);
    mend();
    const run = await subject.begin(plan, { sendNow: true });
    expect((await subject.until(run.id, 'done')).totals.ended).toBe(2);
  },
);

test('a disk that fails in the middle stops the run: what was sent is told, the rest is not sent', async () => {
  const subject = await subjectOn(start(), 'nest-sessions');
  await subject.undoWindow('until-sent');
  const run = await subject.begin(await subject.plan('selected', (await subject.others()).slice(0, 8)));
  const mend = breakTable('run_items', 'UPDATE');
  await subject.app.bridge('revocation.sendNow', { runId: run.id });
  const parked = await subject.until(run.id, 'interrupted', 'done');
  expect(parked.stopped).toMatchObject({ code: 'not-recorded' });
  expect(parked.totals).toMatchObject({ planned: 8, notSent: 8 });
  expect(subject.ends).toBe(0);
  mend();
});

test('a run that an older Sessiondeck stored names the phones of its sessions', async () => {
  const first = await subjectOn(start(), 'nextauth');
  await first.undoWindow('until-sent');
  await first.begin(await first.plan('selected', (await first.others()).slice(0, 2)));
  await first.app.close();
  const db = new DatabaseSync(join(world.folder, 'sessiondeck.db'));
  // As commit 01db3ee wrote them: the account is an extra, and nothing else says that it is a phone's.
  db.exec("UPDATE run_items SET session = json_remove(session, '$.phone')");
  db.close();
  const { items } = await interruptedRun(again(first, start()));
  expect(items).toHaveLength(2);
  for (const { session } of items) {
    expect(session.extra['accountid']).toMatch(/^\d+$/);
    expect(session.phone?.accountId).toBe(session.extra['accountid']);
  }
});

/** Makes a table refuse to be written, as a full disk would; calling what it gives back mends it. */
function breakTable(table: string, verb: 'INSERT' | 'UPDATE'): () => void {
  const db = new DatabaseSync(join(world.folder, 'sessiondeck.db'));
  db.exec(`CREATE TRIGGER broken BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
  return () => {
    db.exec('DROP TRIGGER broken');
    db.close();
  };
}

test('a second Sessiondeck on the same folder ends nothing, and leaves the first one’s run alone', async () => {
  const first = await subjectOn(start(), 'nest-sessions');
  await first.undoWindow('until-sent');
  const [one = '', two = ''] = await first.others();
  const run = await first.begin(await first.plan('one', [one]));
  const second = again(first, start());
  const plan = await second.plan('one', [(await second.others()).includes(two) ? two : '']);
  expect(await failureOf(second.confirm(plan, { sendNow: true }))).toMatchObject({ code: 'not-recorded' });
  expect((await first.run(run.id)).state).toBe('waiting');
  await second.app.close();
  await first.app.bridge('revocation.sendNow', { runId: run.id });
  expect((await first.until(run.id, 'done')).totals.ended).toBe(1);
});

test('a second Sessiondeck ends sessions once the first has ended, and takes up what that one left', async () => {
  const first = await subjectOn(start(), 'nest-sessions');
  await first.undoWindow('until-sent');
  const [one = '', two = ''] = await first.others();
  const run = await first.begin(await first.plan('one', [one]));
  const second = again(first, start());
  await second.others();
  const early = await second.plan('one', [two]);
  const { code, got } = await failureOf(second.confirm(early, { sendNow: true }));
  expect([code, got]).toEqual([
    'not-recorded',
    expect.stringContaining(join(world.folder, 'sessiondeck.lock')),
  ]);
  expect(await second.app.bridge('revocation.runs', {})).toEqual([]);
  await first.app.close();
  // It was waiting to be sent, and is not sent.
  expect(await second.app.bridge('revocation.runs', {})).toMatchObject([
    { id: run.id, state: 'interrupted' },
  ]);
  const next = await second.begin(await second.plan('one', [two]), { sendNow: true });
  expect((await second.until(next.id, 'done')).totals.ended).toBe(1);
  expect(second.ends).toBe(1);
});
