import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Method } from '../../../electron/bridge/contract.ts';
import { events } from '../../../electron/bridge/events.ts';
import type { Plan, Run } from '../../../electron/bridge/revocation.ts';
import { formsOf } from '../../../electron/host/scrub/secret-forms.ts';
import { openTestHost, saveOwn, type TestHost, mockOf } from '../../support/host.ts';

// Every secret that goes in is looked for in everything that comes out.

const password = 'canary-password-71c9e2';
let app: TestHost;
let heard = '';
const planted = new Map<string, number>();

/** Calls, and keeps whatever comes back, value or failure. */
async function hear(method: Method, input: unknown): Promise<unknown> {
  const reply = await app.host.invoke(method, input);
  heard += `${JSON.stringify(reply)}\n`;
  return reply.ok ? reply.value : null;
}

/** Everything that is a secret to the mock server: keys, cookies, session tokens. */
function secretsOf(api: string): string[] {
  const { access, db } = mockOf(app, api);
  const { sessions = [] } = db.getState() as { sessions?: { token?: string }[] };
  const tokens = sessions.flatMap(({ token }) => (token ? [token] : []));
  const cookies = (access.secrets['cookies'] ?? '')
    .split('; ')
    .map((pair) => pair.slice(pair.indexOf('=') + 1));
  return [...tokens, ...cookies, access.secrets['secretKey'] ?? ''].filter(Boolean);
}

/** Plans, confirms and follows the end of a session, and keeps what comes back. */
async function hearEnd(connectionId: string, sessionId: string): Promise<void> {
  const plan = await hear('revocation.plan', { connectionId, scope: 'one', sessionIds: [sessionId] });
  const said = { name: '', reason: '', currentUnknown: true, sendNow: true };
  const confirmed = await hear('revocation.confirm', {
    planId: (plan as Plan | null)?.id ?? 'none',
    ...said,
  });
  const runId = (confirmed as { run: Run | null } | null)?.run?.id ?? 'none';
  const state = async () => ((await hear('revocation.run', { runId })) as Run | null)?.state ?? 'none';
  // `expect.poll` is for tests only; this runs before them.
  await vi.waitFor(async () => expect(await state()).toMatch(/done|none/), 60_000);
  await hear('revocation.check', { runId });
  await hear('revocation.runs', {});
}

interface Page {
  sessions: { id: string; status: string }[];
}

/** Where a server keeps what it shows of people and devices. */
const shown = /agent|ip|address|city|country|location|browser|email|(first|last)?_?name|os$/i;

/** Has the server say back, in each text that it shows, what it is asked with; how many texts those are. */
function plant(api: string): number {
  const { access, db } = mockOf(app, api);
  const key = access.secrets['secretKey'] ?? access.secrets['accessToken'] ?? access.secrets['apiKey'];
  const said = key ?? secretsOf(api)[0] ?? '';
  let planted = 0;
  const into = (held: unknown): void => {
    if (typeof held !== 'object' || held === null) return;
    const row = held as Record<string, unknown>;
    for (const [name, value] of Object.entries(row)) {
      if (typeof value !== 'string') into(value);
      else if (shown.test(name) && !/id$/i.test(name)) {
        row[name] = `${value} ${said} ${btoa(said)}`;
        planted += 1;
      }
    }
  };
  for (const rows of Object.values(db.getState())) into(rows);
  return planted;
}

/** Uses every call on one connection, once with the server in good health and once with it refusing. */
async function useEverything(api: string): Promise<void> {
  const connectionId = await saveOwn(app, mockOf(app, api));
  planted.set(api, plant(api));
  const { filters } = mockOf(app, api).access;
  const page = (await hear('sessions.list', { connectionId, filters })) as Page;
  const [first, second] = page.sessions.filter(({ status }) => status === 'active');
  const sessionId = first?.id ?? '';
  const { behaviour, errorStatuses } = mockOf(app, api);
  for (const healthy of [true, false]) {
    if (!healthy)
      for (const name of Object.keys(errorStatuses)) behaviour.refuse[name] = { status: 401, times: 100 };
    await hear('connections.check', { connectionId });
    await hear('keys.status', { connectionId });
    await hear('keys.signIn', { connectionId, email: 'nobody@example.com', password });
    await hear('sessions.get', { connectionId, sessionId });
    await hear('sessions.verify', { connectionId, sessionId, token: 'canary.token.4c1f' });
    await hear('sessions.switch', { connectionId, sessionId });
    await hear('tokens.mint', { connectionId, sessionId, template: 'supabase', expiresInSeconds: 60 });
    await hearEnd(connectionId, second?.id ?? '');
    await hear('keys.put', {
      connectionId,
      secrets: { secretKey: `${password}\n`, cookies: `${password}.x y` },
    });
    await hear('connections.list', {});
    await hear('apis.list', {});
    await hear('timeline.list', { connectionId, text: '', before: null, limit: 500 });
    await hear('audit.list', {
      filter: { text: '', action: null, connectionId: null },
      before: null,
      limit: 1000,
    });
  }
}

beforeAll(async () => {
  app = await openTestHost();
  for (const event of Object.keys(events)) {
    app.host.subscribe(event, (payload) => (heard += JSON.stringify(payload)));
  }
  for (const api of app.mock.apis.keys()) await useEverything(api);
});
afterAll(() => app.close());

function hits(text: string, secrets: string[]): string[] {
  return secrets.flatMap(formsOf).filter((form) => text.includes(form));
}

test('no key, cookie, session token or password is in any reply, failure or event', () => {
  const secrets = [...app.mock.apis.keys()].flatMap(secretsOf);
  expect(secrets.length).toBeGreaterThan(8);
  expect(heard.length).toBeGreaterThan(100_000);
  expect(hits(heard, [...secrets, password, 'canary.token.4c1f'])).toEqual([]);
});

test('though servers said them back in what they show of people and devices: it was scrubbed, not missing', () => {
  for (const api of ['better-auth', 'nest-sessions', 'vault', 'clerk'])
    expect(planted.get(api)).toBeGreaterThan(9);
  expect(heard.split('[redacted]').length).toBeGreaterThan(100);
});

test('nor in any file of the store', () => {
  const files = readdirSync(app.folder).map((name) => readFileSync(join(app.folder, name), 'latin1'));
  const secrets = [...app.mock.apis.keys()].flatMap(secretsOf);
  expect(files.join('')).toContain('own clerk');
  expect(hits(files.join(''), [...secrets, password])).toEqual([]);
});

test('a planted secret would have been found, in each of its forms', () => {
  const secret = 'planted/secret+with=signs%20';
  for (const form of formsOf(secret)) expect(hits(`… ${form} …`, [secret])).not.toEqual([]);
});

test('the mock server did get the key: the search is not over nothing', () => {
  const { requests, access } = mockOf(app, 'clerk');
  expect(
    requests.some(({ headers }) => headers['authorization'] === `Bearer ${access.secrets['secretKey']}`),
  ).toBe(true);
});
