import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import type { Connection } from '../../electron/bridge/connection.ts';
import type { Method } from '../../electron/bridge/contract.ts';
import type { Carrier, Reply } from '../../electron/bridge/crossing/connect.ts';
import { KnownSecrets } from '../../electron/host/scrub/known-secrets.ts';
import { faultKinds, type FaultKind } from '../../mock-server/index.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { keysOf, tellSweep } from '../support/canary/canary-page.ts';
import { mockOf } from '../support/host.ts';
import { type EchoServer, startEchoServer } from '../support/servers/echo-server.ts';
import type { OpenSessiondeck } from '../support/shells/opened.ts';
import { closeAll, goTo, openSessiondeck, row } from '../support/shells/sessiondeck.ts';

// A key that nobody else has goes through the whole app, past servers that say it back and servers that fail. Afterwards it
// is searched for in everything that the app wrote, told, showed and stored.

let open: OpenSessiondeck;
let echo: EchoServer;
beforeEach(async () => {
  echo = await startEchoServer();
  open = await openSessiondeck({ undo: 'off' });
  // Before it has its token, the page's calls are refused.
  await open.page.getByRole('navigation', { name: m.rail_name() }).waitFor();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await open.close();
  await echo.close();
});
afterAll(closeAll);

const inBrowser = inject('shell') === 'browser';
const random = (length: number) => randomBytes(length).toString('base64url').slice(0, length);
/** With every character that some form writes in another way. */
const oddKey = () => `k"<&>'%4f+/=\\?${random(26)}`;
const plainKey = () => `canary${random(34)}`;

/** A call as the page makes it: what comes back has crossed everything in between. */
function call(page: Page, method: Method, input: unknown): Promise<Reply> {
  return page.evaluate(
    async ([name, given]) => {
      const { bridge } = window as Window & { bridge?: Carrier };
      if (bridge) return bridge.invoke(name, given);
      const token = sessionStorage.getItem('sessiondeck-token') ?? '';
      const headers = { 'Content-Type': 'application/json', 'X-Sessiondeck-Token': token };
      const init = { method: 'POST', headers, body: JSON.stringify(given) };
      return (await (await fetch(`/bridge/${name}`, init)).json()) as Reply;
    },
    [method, input] as const,
  );
}

async function made<Value>(method: Method, input: unknown): Promise<Value> {
  const reply = await call(open.page, method, input);
  if (!reply.ok) throw new Error(`${method}: ${reply.failure.code}`);
  return reply.value as Value;
}

/** Adds a connection to the echo in the form, key and all. */
async function add(name: string, key: string): Promise<Connection> {
  const { page } = open;
  await page.getByRole('button', { name: m.rail_add(), exact: true }).click();
  const form = page.getByRole('dialog', { name: m.form_add_title() });
  await form.getByText('NestJS sessions', { exact: true }).click();
  await form.getByLabel(m.form_name(), { exact: true }).fill(name);
  await form.getByLabel(m.form_base_url()).fill(echo.baseUrl);
  await form.getByLabel('Access token').fill(key);
  await form.getByRole('button', { name: m.form_save(), exact: true }).click();
  await form.waitFor({ state: 'hidden' });
  await row(page, /Canary town/).waitFor();
  const connections = await made<Connection[]>('connections.list', {});
  return connections.find((one) => one.name === name) ?? expect.fail('it is not there');
}

/** Everything that can be done with the sessions of a connection to the echo. */
async function useAll({ id: connectionId, filters }: Connection): Promise<void> {
  const ask = (method: Method, input: object = {}) => call(open.page, method, { connectionId, ...input });
  const listed = await ask('sessions.list', { filters });
  const sessions = listed.ok ? (listed.value as { sessions: { id: string }[] }).sessions : [];
  const [first = 'none', second = 'none'] = sessions.map(({ id }) => id);
  await ask('connections.check');
  await ask('sessions.verify', { sessionId: first, token: '' });
  await ask('sessions.count');
  const plan = await ask('revocation.plan', { scope: 'selected', sessionIds: [first, second] });
  const planId = plan.ok ? (plan.value as { id: string }).id : 'none';
  const said = { name: '', reason: 'a laptop was lost', currentUnknown: true, sendNow: true };
  const confirmed = await call(open.page, 'revocation.confirm', { planId, ...said });
  const runId = confirmed.ok ? (confirmed.value as { run: { id: string } | null }).run?.id : null;
  if (runId) {
    await expect
      .poll(() => call(open.page, 'revocation.run', { runId }))
      .toHaveProperty('value.state', 'done');
    await call(open.page, 'revocation.check', { runId });
  }
}

/** Those that never end are met once each, by APIs that are asked side by side. */
const metBy: Partial<Record<FaultKind, string>> = { drip: 'vault', stall: 'nest-sessions' };

/** Puts each fault of the mock server on the lists of its APIs. */
async function meetFaults(): Promise<void> {
  const connections = await made<Connection[]>('connections.list', {});
  const work = [...open.app.mock.apis.keys()].map(async (api) => {
    const { behaviour } = mockOf(open.app, api);
    const connection = connections.find((one) => one.api === api && one.baseUrl !== echo.baseUrl);
    const filters = connection?.filters ?? {};
    for (const kind of faultKinds.filter((one) => (metBy[one] ?? api) === api)) {
      behaviour.faults.push({ kind, operation: '*', times: 1 });
      await call(open.page, 'sessions.list', { connectionId: connection?.id, filters });
      behaviour.faults.length = 0;
    }
  });
  await Promise.all(work);
}

/** The page goes through its rooms. */
async function lookAround(): Promise<void> {
  const { page } = open;
  await goTo(page, 'Canary 0');
  await page.getByRole('button', { name: m.audit(), exact: true }).first().click();
  await page.getByRole('button', { name: m.audit_export() }).click();
  await open.download(() => page.getByRole('menuitem', { name: m.audit_export_csv() }).click());
}

test('a key used through everything, past servers that say it back and fail, is nowhere', async () => {
  const keys = [oddKey(), plainKey()];
  for (const [index, key] of keys.entries()) {
    const connection = await add(`Canary ${index}`, key);
    expect(await open.page.content()).not.toContain(key);
    await useAll(connection);
    for (const status of [401, 403, 404, 409, 422, 429, 500]) {
      echo.status = status;
      await useAll(connection);
    }
    echo.status = 200;
  }
  // A form that is refused, with a key in each field that takes none.
  const [key = ''] = keys;
  const draft = { id: null, api: 'vault', kind: 'development', colour: 'blue', settings: {}, filters: {} };
  for (const wrong of [
    { name: key, baseUrl: echo.baseUrl },
    { name: 'x', baseUrl: `${echo.baseUrl}/${key}` },
  ])
    expect(await call(open.page, 'connections.save', { ...draft, ...wrong })).toHaveProperty(
      'failure.code',
      'invalid',
    );
  await meetFaults();
  await lookAround();
  const all = { connectionId: null, text: '', before: null, limit: 500 };
  expect(await made<{ entries: unknown[] }>('timeline.list', all)).toHaveProperty('entries.length', 500);
  expect([...echo.keys]).toEqual(keys);
  const swept = await open.sweep([...keys, ...keysOf(open.app.mock)]);
  tellSweep('a key, and those of the mock server', swept);
  expect(swept.hits).toEqual([]);
  expect(swept.forms).toBeGreaterThan(16 * keys.length);
});

test('the same search finds what was planted, in each kind of place', async () => {
  const { page } = open;
  const planted = plainKey();
  const draft = { id: null, api: 'vault', kind: 'development', colour: 'blue', settings: {}, filters: {} };
  await made('connections.save', { ...draft, name: planted, baseUrl: echo.baseUrl });
  writeFileSync(join(open.app.folder, 'planted'), Buffer.from(planted, 'utf16le'));
  await page.evaluate(plant, planted);
  if (inBrowser) {
    await page.evaluate(plantInBrowser, planted);
    await open.download(() => page.evaluate(give, planted));
    process.stderr.write(`planted: ${planted}\n`);
  }
  const child = spawn('sleep', ['600'], {
    argv0: btoa(planted),
    env: { PLANTED: encodeURIComponent(planted) },
  });
  const inPage = [
    'the DOM',
    'fields',
    'localStorage',
    'sessionStorage',
    'IndexedDB',
    'the console',
    'the address',
  ];
  if (inBrowser) inPage.push('cookies', 'Cache storage', 'downloads', 'the clipboard', 'stdout and stderr');
  const around = inject('shell') === 'electron' ? ['files'] : ['files', 'replies'];
  const processes = process.platform === 'linux' ? ['command lines', 'environments'] : [];
  // What the page, the console and the disk were given arrives in its own time.
  const found = async () => {
    const swept = await open.sweep([planted]);
    tellSweep('what was planted', swept);
    return [...new Set(swept.hits.map((hit) => hit.slice(0, hit.indexOf(':'))))];
  };
  try {
    await expect.poll(found).toEqual(expect.arrayContaining([...inPage, ...around, ...processes]));
  } finally {
    child.kill();
  }
});

const here = inBrowser ? test : () => undefined;
// The app’s own process has its scrub built in.
here('without the scrub the same search finds the key', async () => {
  vi.spyOn(KnownSecrets.prototype, 'scrub').mockImplementation((data) => data);
  const key = plainKey();
  await useAll(await add('Canary', key));
  const { hits } = await open.sweep([key]);
  const found = new Set(hits.map((hit) => hit.slice(0, hit.indexOf(':'))));
  expect([...found]).toEqual(expect.arrayContaining(['replies', 'files', 'the DOM']));
});

/** Runs in the page. */
async function plant(planted: string): Promise<void> {
  const field = document.body.appendChild(document.createElement('input'));
  field.value = planted;
  field.title = planted;
  localStorage.setItem('planted', planted);
  sessionStorage.setItem('planted', planted);
  reportError(new Error(planted));
  history.replaceState(null, '', `#${planted}`);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const opening = indexedDB.open('planted');
  opening.onupgradeneeded = () => opening.result.createObjectStore('all').add(planted, 1);
  opening.onsuccess = () => {
    opening.result.close();
    resolve(undefined);
  };
  await promise;
}

/** Runs in the page, where it has an origin with cookies, caches and a clipboard. */
async function plantInBrowser(planted: string): Promise<void> {
  document.cookie = `planted=${planted}`;
  await (await caches.open('planted')).put('/planted', new Response(planted));
  await navigator.clipboard.writeText(planted);
}

/** Runs in the page: gives a file, as an export does. */
function give(planted: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([planted]));
  link.download = 'planted.txt';
  link.click();
}
