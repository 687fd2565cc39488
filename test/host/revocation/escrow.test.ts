import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KeyError } from '../../../electron/host/keys/keys.ts';
import { holdAfter } from '../../support/hold.ts';
import { failureOf } from '../../support/host.ts';
import { again, apiOf, eachInItsWorld, interruptedRun, ofRuns, start, subjectOn, world } from './restarts.ts';
import type { EndingSubject } from './support.ts';

eachInItsWorld();

// What names better-auth's sessions are live tokens. They wait in the keychain, so that a crash does not lose them.

test('the tokens that name better-auth’s sessions wait in the keychain, not in the store, and go when they are done with', async () => {
  const first = await subjectOn(start(), 'better-auth');
  const letThrough = holdAfter(apiOf('better-auth'), 'multi_session_revoke_post', 1);
  const ids = (await first.others()).slice(0, 4);
  const { sessions } = structuredClone(apiOf('better-auth').db.getState()) as {
    sessions: { token: string }[];
  };
  const { id } = await first.begin(await first.plan('selected', ids), { sendNow: true });
  await expect.poll(() => first.ends).toBeGreaterThan(1);
  const escrow = (await world.keys.read(`run-${id}`)) ?? '';
  expect(sessions.filter(({ token }) => escrow.includes(token))).toHaveLength(ids.length);
  const stored = readdirSync(world.folder)
    .map((name) => readFileSync(join(world.folder, name), 'latin1'))
    .join('');
  expect(stored).toContain('own better-auth');
  for (const { token } of sessions) expect(stored).not.toContain(token);
  await first.app.close();
  letThrough();
  const next = again(first, start());
  const run = await interruptedRun(next);
  const { planned, ended, notSent } = run.totals;
  expect(planned).toBe(ended + notSent);
  expect(ended).toBeGreaterThan(1);
  await expect.poll(() => world.keys.read(`run-${id}`)).toBeNull();
});

test('the tokens of a run that ended before any was sent go at the next start', async () => {
  const first = await subjectOn(start(), 'better-auth');
  await first.begin(await first.plan('selected', (await first.others()).slice(0, 2)));
  expect(ofRuns()).toHaveLength(1);
  await first.app.close();
  await interruptedRun(again(first, start()));
  await expect.poll(ofRuns).toEqual([]);
});

/** A run of better-auth that was cut off once a session seemed to have ended, its cookie gone, and it has not. */
async function cutOffByLies(): Promise<EndingSubject> {
  const first = await subjectOn(start(), 'better-auth');
  const operation = 'multi_session_revoke_post';
  const ids = (await first.others()).slice(0, 3);
  apiOf('better-auth').behaviour.faults.push({ kind: 'does-nothing', operation, times: 1 });
  holdAfter(apiOf('better-auth'), operation, 1);
  await first.begin(await first.plan('selected', ids), { sendNow: true });
  await expect.poll(() => first.ends).toBeGreaterThan(1);
  await first.app.close();
  apiOf('better-auth').behaviour.faults.length = 0;
  const escrow = (await world.keys.read(ofRuns()[0] ?? '')) ?? '';
  const key = JSON.parse((await world.keys.read(first.connectionId)) ?? '') as Kept;
  key.jar.cookies = key.jar.cookies.filter(({ value }) => !escrow.includes(decodeURIComponent(value)));
  await world.keys.write(first.connectionId, JSON.stringify(key));
  return first;
}

interface Kept {
  jar: { cookies: { value: string }[] };
}

const theRun = async ({ app }: EndingSubject) => (await app.bridge('revocation.runs', {}))[0];

test('without the tokens, which a locked keychain has, nothing is called ended; opened, it tells what became of each', async () => {
  const open = world.keys;
  const first = await cutOffByLies();
  const locked = (tried: string) => () => Promise.reject(new KeyError('locked', tried));
  world.keys = { ...open, read: locked('reading'), write: locked('saving'), remove: locked('removing') };
  const next = again(first, start());
  await expect.poll(async () => (await theRun(next))?.state).toBe('interrupted');
  const { id: runId = '', totals } = (await theRun(next)) ?? {};
  expect(totals?.unknown).toBeGreaterThan(0);
  expect(await failureOf(next.app.bridge('revocation.check', { runId }))).toMatchObject({
    code: 'keychain',
    next: 'unlock-keychain',
  });
  Object.assign(world.keys, open);
  const checked = await next.app.bridge('revocation.check', { runId });
  expect(checked.totals).toMatchObject({ unknown: 0, failed: 1 });
  const failed = checked.items.find(({ state }) => state === 'failed')?.session.id;
  expect(await next.others()).toContain(failed);
  await expect.poll(ofRuns).toEqual([]);
});

test.each(['closed by the person', 'without its connection'])(
  'of a run that is %s no token stays in the keychain, though not all is known of it',
  async (how) => {
    const first = await cutOffByLies();
    expect(ofRuns()).toHaveLength(1);
    apiOf('better-auth').behaviour.faults.push({ kind: 'status-500', operation: '*', times: 1000 });
    const next = again(first, start());
    await expect.poll(async () => (await theRun(next))?.state).toBe('interrupted');
    if (how === 'closed by the person') {
      const { id: runId = '' } = (await theRun(next)) ?? {};
      await next.app.bridge('revocation.close', { runId });
    } else {
      await next.app.bridge('connections.remove', { connectionId: next.connectionId });
      await next.app.close();
      start();
    }
    await expect.poll(ofRuns).toEqual([]);
    world.faults.length = 0;
  },
);
