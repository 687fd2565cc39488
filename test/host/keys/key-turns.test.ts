import { queryObjects } from 'node:v8';
import { expect, test } from 'vitest';
import type { CredentialChange } from '../../../electron/host/keys/credential-changes.ts';
import { emptyCredential } from '../../../electron/host/keys/credential.ts';
import type { Credentials } from '../../../electron/host/keys/credentials.ts';
import { inTurns } from '../../../electron/host/keys/key-turns.ts';

/** Credentials that hold no secret and list the connections whose key a change has reached, in order. */
function keysThatCount() {
  const changed: string[] = [];
  const own: Pick<Credentials, 'read' | 'change' | 'clear'> = {
    read: async ({ baseUrl }) => emptyCredential(new URL(baseUrl).origin),
    change: async ({ id }) => {
      changed.push(id);
      return true;
    },
    clear: async () => true,
  };
  return { changed, keys: inTurns(own as Credentials) };
}

const place = (id: string) => ({ id, baseUrl: 'http://127.0.0.1:9' });
const learnt: CredentialChange[] = [{ kind: 'learn', learned: { outlives: 1 } }];

test('an operation changes nothing of a key whose connection was removed after it was read', async () => {
  const { changed, keys } = keysThatCount();
  const gone = await keys.read(place('gone'));
  const stays = await keys.read(place('stays'));
  await keys.clear('gone');
  expect(await keys.change(place('gone'), learnt, gone)).toBe(false);
  expect(await keys.change(place('stays'), learnt, stays)).toBe(true);
  expect(changed).toEqual(['stays']);
});

test('nothing is remembered of the keys of connections that were removed', async () => {
  const { keys } = keysThatCount();
  const comeAndGo = async (name: string) => {
    for (let nth = 0; nth < 2000; nth += 1) {
      await keys.read(place(`${name} ${nth}`));
      await keys.clear(`${name} ${nth}`);
    }
    return queryObjects(Object, { format: 'count' });
  };
  const before = await comeAndGo('early');
  expect((await comeAndGo('late')) - before).toBeLessThan(1000);
});
