import { expect, test } from 'vitest';
import { BridgeError, failure } from '../../electron/bridge/failure.ts';
import { Action } from '../../renderer/remote/action.svelte.ts';
import { Remote } from '../../renderer/remote/remote.svelte.ts';

/** A value whose every answer is given by the test, in the order that the test likes. */
function remote() {
  const asked: PromiseWithResolvers<string>[] = [];
  const ask = () => {
    const answer = Promise.withResolvers<string>();
    asked.push(answer);
    return answer.promise;
  };
  return { asked, ask, value: new Remote('settings.read', ask) };
}
const broken = new BridgeError(failure({ code: 'internal', tried: 'settings.read', got: 'broken' }));

test('readers that come while it is being read wait for that reading', async () => {
  const { asked, value } = remote();
  const both = Promise.all([value.read(), value.read()]);
  expect([asked.length, value.busy, value.value]).toEqual([1, true, null]);
  asked[0]?.resolve('a');
  await both;
  expect([asked.length, value.busy, value.value]).toEqual([1, false, 'a']);
});

test('what changes while it is being read is read once more, however often it changes', async () => {
  const { asked, value } = remote();
  const all = Promise.all([value.read(), value.invalidate(), value.invalidate()]);
  asked[0]?.resolve('old');
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.resolve('new');
  await all;
  expect([asked.length, value.value]).toEqual([2, 'new']);
});

test('a reading that fails leaves the value, and says why; the next that works takes that back', async () => {
  const { asked, value } = remote();
  value.set('a');
  const failing = value.read();
  asked[0]?.reject(broken);
  await failing;
  expect([value.value, value.failure?.got]).toEqual(['a', 'broken']);
  const working = value.read();
  asked[1]?.resolve('b');
  await working;
  expect([value.value, value.failure]).toEqual(['b', null]);
});

test('a reply that carries the value counts more than a reading that began before it', async () => {
  const { asked, ask, value } = remote();
  const reading = value.read();
  const changing = value.change('settings.save', ask);
  asked[1]?.resolve('changed');
  expect(await changing).toBe(true);
  asked[0]?.resolve('as it was before');
  await reading;
  expect(value.value).toBe('changed');
});

test('a change that was overtaken says nothing when it fails', async () => {
  const { asked, ask, value } = remote();
  const first = value.change('settings.save', ask);
  const second = value.change('settings.save', ask);
  asked[1]?.resolve('second');
  await second;
  asked[0]?.reject(broken);
  expect(await first).toBe(false);
  expect([value.value, value.failure]).toEqual(['second', null]);
});

test('a part of the value can be changed while it is being read', async () => {
  const { asked, value } = remote();
  value.patch(() => 'nothing to change yet');
  expect(value.value).toBeNull();
  const reading = value.read();
  value.set('a');
  value.patch((known) => `${known}b`);
  expect(value.value).toBe('ab');
  asked[0]?.resolve('late');
  await reading;
  expect(value.value).toBe('ab');
});

test('an action says which call is in flight; its failure goes when the next call begins', async () => {
  const { asked, ask } = remote();
  const action = new Action();
  const first = action.run('keys.save', ask);
  expect([action.busy, action.failure]).toEqual(['keys.save', null]);
  asked[0]?.reject(broken);
  expect(await first).toBeNull();
  expect([action.busy, action.failure?.got]).toEqual([null, 'broken']);
  const second = action.run('keys.forget', ask);
  expect([action.busy, action.failure]).toEqual(['keys.forget', null]);
  asked[1]?.resolve('done');
  expect(await second).toBe('done');
  expect([action.busy, action.failure]).toEqual([null, null]);
});

test('the answer to an action that a later one overtook, or that was dropped, changes nothing', async () => {
  const { asked, ask } = remote();
  const action = new Action();
  const overtaken = action.run('keys.save', ask);
  const later = action.run('keys.forget', ask);
  asked[0]?.reject(broken);
  expect(await overtaken).toBeNull();
  expect([action.busy, action.failure]).toEqual(['keys.forget', null]);
  action.drop();
  asked[1]?.resolve('late');
  expect(await later).toBeNull();
  expect([action.busy, action.failure]).toEqual([null, null]);
});
