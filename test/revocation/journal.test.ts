import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect } from '../../electron/bridge/connect.ts';
import { openHost, type Host } from '../../electron/host/index.ts';
import { memoryKeys, type KeyStore } from '../../electron/host/keys.ts';
import { startWitness, type Witness, type WitnessApi } from '../../mock-server/index.ts';
import { saveConnection } from '../../scripts/witness-subject.ts';
import { failureOf, newFolder, type TestHost } from '../support/host.ts';
import { EndingSubject } from './support.ts';

let witness: Witness;
let folder: string;
let keys: KeyStore;
/** Ids under which the keys hold something. */
let held: Set<string>;
let hosts: Host[];
let faults: unknown[];
beforeEach(async () => {
  witness = await startWitness();
  folder = newFolder();
  keys = noting(memoryKeys());
  hosts = [];
  faults = [];
});
afterEach(async () => {
  for (const host of hosts) await host.close();
  await witness.close();
  expect(faults).toEqual([]);
});

function noting(store: KeyStore): KeyStore {
  held = new Set();
  return {
    ...store,
    async write(id, value) {
      await store.write(id, value);
      held.add(id);
    },
    async remove(id) {
      await store.remove(id);
      held.delete(id);
    },
  };
}

/** What the keys still hold of runs. */
const ofRuns = () => [...held].filter((id) => id.startsWith('run-'));

/** A Sessiondeck on the folder; opened again after `end`, it is the next start. */
function start(): TestHost {
  const own = { folder, keychain: { state: 'ready', keys }, shell: 'browser', version: '0' } as const;
  const report = (_: string, error: unknown) => void faults.push(error);
  const host = openHost({ ...own, demo: null, budget: 5000, backoff: 1, report });
  hosts.push(host);
  return { host, bridge: connect(host), witness, folder, faults, close: () => end(host) };
}

async function end(host: Host): Promise<void> {
  hosts = hosts.filter((one) => one !== host);
  await host.close();
}

function apiOf(api: string): WitnessApi {
  const found = witness.apis.get(api);
  if (!found) throw new Error(`no witness for ${api}`);
  return found;
}

async function subjectOn(desk: TestHost, api: string): Promise<EndingSubject> {
  return new EndingSubject(desk, api, await saveConnection(desk.bridge, apiOf(api)));
}

/** The same connection, at the next start. */
function again(subject: EndingSubject, desk: TestHost): EndingSubject {
  return new EndingSubject(desk, subject.api, subject.connectionId);
}

async function interruptedRun(subject: EndingSubject) {
  await expect
    .poll(async () => (await subject.desk.bridge('revocation.runs', {}))[0]?.state)
    .toBe('interrupted');
  const [summary] = await subject.desk.bridge('revocation.runs', {});
  const runId = summary?.id ?? '';
  await expect.poll(async () => (await subject.run(runId)).totals.unknown).toBe(0);
  return subject.run(runId);
}

test('a run that was waiting when Sessiondeck ended is told at the next start, and nothing of it was or is sent', async () => {
  const first = await subjectOn(start(), 'nest-sessions');
  await first.begin(await first.plan('selected', (await first.others()).slice(0, 3)));
  await first.desk.close();
  const next = again(first, start());
  const run = await interruptedRun(next);
  expect(run.totals).toEqual({ planned: 3, open: 0, ended: 0, failed: 0, notSent: 3, unknown: 0 });
  expect(next.ends).toBe(0);
  expect(await failureOf(next.desk.bridge('revocation.sendNow', { runId: run.id }))).toMatchObject({
    code: 'invalid',
  });
});

test.each(['nest-sessions', 'vault', 'clerk'])(
  'a run of %s that was cut off is told session by session, resumed by nobody, and continued by a new plan',
  async (api) => {
    const first = await subjectOn(start(), api);
    apiOf(api).manners.faults.push({ kind: 'latency', operation: '*', times: 1000, ms: 40 });
    const ids = (await first.others()).slice(0, 20);
    const { id } = await first.begin(await first.plan('selected', ids), { sendNow: true });
    await expect.poll(() => first.ends).toBeGreaterThan(1);
    await first.desk.close();
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
    if (rest.length > 0) {
      const more = await next.begin(await next.plan('selected', rest), { sendNow: true });
      expect((await next.until(more.id, 'done')).totals.ended).toBe(rest.length);
    }
    expect(next.ends).toBe(ids.length);
  },
);

test('the tokens that name better-auth’s sessions wait in the keychain, not in the store, and go when they are done with', async () => {
  const first = await subjectOn(start(), 'better-auth');
  apiOf('better-auth').manners.faults.push({ kind: 'latency', operation: '*', times: 1000, ms: 50 });
  const ids = (await first.others()).slice(0, 4);
  const { sessions } = structuredClone(apiOf('better-auth').db.getState()) as {
    sessions: { token: string }[];
  };
  const { id } = await first.begin(await first.plan('selected', ids), { sendNow: true });
  await expect.poll(() => first.ends).toBeGreaterThan(1);
  const escrow = (await keys.read(`run-${id}`)) ?? '';
  expect(sessions.filter(({ token }) => escrow.includes(token))).toHaveLength(ids.length);
  const stored = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('');
  expect(stored).toContain('own better-auth');
  for (const { token } of sessions) expect(stored).not.toContain(token);
  await first.desk.close();
  const next = again(first, start());
  const run = await interruptedRun(next);
  const { planned, ended, notSent } = run.totals;
  expect(planned).toBe(ended + notSent);
  expect(ended).toBeGreaterThan(1);
  await expect.poll(() => keys.read(`run-${id}`)).toBeNull();
});

test('the tokens of a run that ended before any was sent go at the next start', async () => {
  const first = await subjectOn(start(), 'better-auth');
  await first.begin(await first.plan('selected', (await first.others()).slice(0, 2)));
  expect(ofRuns()).toHaveLength(1);
  await first.desk.close();
  await interruptedRun(again(first, start()));
  await expect.poll(ofRuns).toEqual([]);
});

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
  const desk = start();
  const api = { ...apiOf('nest-sessions'), baseUrl: `http://127.0.0.1:${port}` };
  const subject = new EndingSubject(desk, 'nest-sessions', await saveConnection(desk.bridge, api));
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
  const db = new DatabaseSync(join(folder, 'sessiondeck.db'), { readOnly: true });
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
    expect(await subject.desk.bridge('revocation.runs', {})).toEqual([]);
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
  await subject.desk.bridge('revocation.sendNow', { runId: run.id });
  const parked = await subject.until(run.id, 'interrupted', 'done');
  expect(parked.stopped).toMatchObject({ code: 'not-recorded' });
  expect(parked.totals).toMatchObject({ planned: 8, notSent: 8 });
  expect(subject.ends).toBe(0);
  mend();
});

/** Makes a table refuse to be written, as a full disk would; calling what it gives back mends it. */
function breakTable(table: string, verb: 'INSERT' | 'UPDATE'): () => void {
  const db = new DatabaseSync(join(folder, 'sessiondeck.db'));
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
  expect(await failureOf(second.confirm(plan, { sendNow: true }))).toMatchObject({ code: 'unsupported' });
  expect((await first.run(run.id)).state).toBe('waiting');
  await second.desk.close();
  await first.desk.bridge('revocation.sendNow', { runId: run.id });
  expect((await first.until(run.id, 'done')).totals.ended).toBe(1);
});
