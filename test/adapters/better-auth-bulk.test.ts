import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Run } from '../../electron/bridge/revocation.ts';
import { openTestHost, type TestHost } from '../support/host.ts';
import { startRealBetterAuth, type RealServer } from '../mock-server/support/real-better-auth.ts';

// A real better-auth server as it comes, rate limiter on: 100 requests per address and path within 10 s.
// Five devices of fifty sessions: the cookies of more would not fit into the 16 KiB of headers that Node takes.

const devices = 5;
const each = 50;
const password = 'canary-bulk-31d0';
const people = Array.from({ length: devices * each }, (_, index) => ({
  name: `Person ${index}`,
  email: `person.${index}@example.com`,
  password,
}));

let real: RealServer;
let app: TestHost;
beforeAll(async () => {
  real = await startRealBetterAuth(people, { rateLimit: true });
  app = await openTestHost({ budget: 30_000 });
});
afterAll(async () => {
  await app.close();
  await real.close();
});

/** A connection with the cookies of one device, the first of them active. */
async function connectDevice(device: number): Promise<string> {
  const name = `device ${device}`;
  const draft = { id: null, api: 'better-auth', name, kind: 'development', colour: 'blue' } as const;
  const { id } = await app.bridge('connections.save', {
    ...draft,
    baseUrl: real.base,
    settings: {},
    filters: {},
  });
  const signed = real.signedTokens.slice(device * each, (device + 1) * each).map(encodeURIComponent);
  const own = signed.map((value) => [
    `better-auth.session_token_multi-${tokenOf(value).toLowerCase()}`,
    value,
  ]);
  const cookies = [['better-auth.session_token', signed[0]], ...own].map((pair) => pair.join('=')).join('; ');
  await app.bridge('keys.put', { connectionId: id, secrets: { cookies } });
  return id;
}

function tokenOf(signed: string): string {
  return signed.split('.')[0] ?? '';
}

/** Ends everything on a device, the current session included, and waits for the outcome. */
async function endEverything(connectionId: string, name: string): Promise<Run> {
  const { sessions } = await app.bridge('sessions.list', { connectionId, filters: {} });
  expect(sessions).toHaveLength(each);
  const plan = await app.bridge('revocation.plan', { connectionId, scope: 'everything', sessionIds: [] });
  expect(plan.items).toHaveLength(each);
  const said = { name, reason: 'leaving', currentUnknown: true, sendNow: true };
  const { run } = await app.bridge('revocation.confirm', { planId: plan.id, ...said });
  const runId = run?.id ?? '';
  await expect
    .poll(async () => (await app.bridge('revocation.run', { runId })).state, {
      timeout: 400_000,
      interval: 100,
    })
    .toBe('done');
  return app.bridge('revocation.run', { runId });
}

test('250 sessions end on a real server with its rate limiter on: none lost, an exact account, the limiter obeyed', async () => {
  const connectionIds: string[] = [];
  for (let device = 0; device < devices; device += 1) connectionIds.push(await connectDevice(device));
  const before = real.sessions().length;
  expect(before).toBe(devices * each);

  const runs = await Promise.all(connectionIds.map((id, device) => endEverything(id, `device ${device}`)));

  const all = { planned: each, open: 0, ended: each, failed: 0, notSent: 0, unknown: 0 };
  expect(runs.map(({ totals }) => totals)).toEqual(runs.map(() => all));
  const accounts = runs.flatMap(({ items }) => items);
  expect(new Set(accounts.map(({ session }) => session.nativeId)).size).toBe(devices * each);
  expect(accounts.every(({ state, verdict }) => state === 'ended' && verdict === 'ended')).toBe(true);
  expect(
    runs.flatMap(({ endedUnasked, stopped }) => [...endedUnasked, ...(stopped ? [stopped] : [])]),
  ).toEqual([]);
  expect(real.sessions()).toEqual([]);

  const revokes = real.answered.filter(({ path }) => path.endsWith('/multi-session/revoke'));
  const limited = revokes.filter(({ status }) => status === 429);
  expect(revokes.filter(({ status }) => status === 200)).toHaveLength(devices * each);
  expect(limited.length).toBeGreaterThan(0);
  expect(limited.every(({ retryAfter }) => retryAfter !== null && retryAfter > 0)).toBe(true);
  // 250 need two waits of the limiter; each device runs into each of them once, unless it comes back too early.
  expect(limited.length).toBeLessThanOrEqual(2 * devices);
  expect(app.faults).toEqual([]);
});
