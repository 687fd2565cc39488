import { afterEach, expect, test } from 'vitest';
import {
  envWithoutBus,
  inProcessWith,
  startBusWithoutKeyring,
  startKeyring,
  type SecretBus,
} from '../support/keys/keyring.ts';

const keytar = new URL('../support/programs/keytar-program.ts', import.meta.url);
const started: SecretBus[] = [];

function toStop<B extends SecretBus>(bus: B): B {
  started.push(bus);
  return bus;
}

afterEach(async () => {
  for (const bus of started.splice(0)) await bus.stop();
});

test('the keyring stores, reads back and deletes', async () => {
  const { env } = toStop(await startKeyring());
  const answers = await inProcessWith(env, keytar, 'store=grün', 'read', 'delete', 'read');
  expect(answers).toEqual([null, 'grün', true, null]);
});

test('the keyring keeps an entry from one process to the next', async () => {
  const { env } = toStop(await startKeyring());
  await inProcessWith(env, keytar, 'store=kept');
  expect(await inProcessWith(env, keytar, 'read')).toEqual(['kept']);
});

test('a locked keyring looks like an empty one, and refuses a new entry', async () => {
  const keyring = toStop(await startKeyring());
  await inProcessWith(keyring.env, keytar, 'store=kept');
  await keyring.lock();
  const answers = await inProcessWith(keyring.env, keytar, 'read', 'delete', 'store=new');
  expect(answers).toEqual([null, false, 'Cannot create an item in a locked collection']);
});

test('a bus without a secret service says so', async () => {
  const { env } = toStop(await startBusWithoutKeyring());
  const [answer] = (await inProcessWith(env, keytar, 'read')) as [string];
  expect(answer).toContain('org.freedesktop.secrets was not provided');
});

test('a machine without a bus says so', async () => {
  const [answer] = (await inProcessWith(envWithoutBus(), keytar, 'read')) as [string];
  expect(answer).toContain('D-Bus');
});
