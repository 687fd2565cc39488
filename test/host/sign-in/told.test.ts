import { beforeEach, expect, test } from 'vitest';
import { notify } from '../../../electron/main/outward/notifications.ts';
import { m } from '../../../electron/main/messages/compiled/messages.js';
import {
  check,
  latestPush,
  loginOf,
  eachOnNewGround,
  push,
  sessionsOf,
  showCode,
  type Ground,
} from './support.ts';

// A server without a live channel tells nothing by itself. Whoever finds the answer, the person is notified of it, once.

let ground: Ground;
let shown: string[];
eachOnNewGround((fresh) => (ground = fresh), { live: false });
beforeEach(() => {
  shown = [];
  notify({
    bridge: ground.secondBridge(),
    show: (title, body) => void shown.push(body),
    ...{ wanted: () => true, isLocked: () => false, open: () => undefined },
    report: (error) => ground.faults.push(error),
  });
});

test.each<[string, (attempt: Awaited<ReturnType<typeof showCode>>) => Promise<unknown>]>([
  ['the page’s own asking', (attempt) => check(ground, attempt)],
  ['a list that is read', () => sessionsOf(ground)],
])('an answered code is told once: found by %s', async (_, find) => {
  const attempt = await showCode(ground);
  expect((await check(ground, attempt)).live).toBe(false);
  expect(shown).toEqual([]);
  ground.phone.confirm(loginOf(ground, attempt), { userid: 'alice' });
  await find(attempt);
  await expect.poll(() => shown).toEqual([m.answered_signed_in()]);
  await check(ground, attempt);
  await sessionsOf(ground);
  await check(ground, attempt);
  expect(shown).toEqual([m.answered_signed_in()]);
});

test('a code that is looked at, and not answered, is not told', async () => {
  const attempt = await showCode(ground);
  for (let times = 0; times < 3; times += 1) await check(ground, attempt);
  await sessionsOf(ground);
  expect(shown).toEqual([]);
});

test.each([
  ['alice', m.answered_signed_in],
  ['chiara', m.answered_someone_else],
])('a push to alice that %s answers is told as what it is', async (userid, words) => {
  const attempt = await push(ground, { kind: 'user', userId: 'alice' });
  ground.phone.confirm(latestPush(ground), { userid });
  await check(ground, attempt);
  await expect.poll(() => shown).toEqual([words()]);
});
