import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { KeyStore } from '../../electron/host/keys.ts';
import {
  envWithoutBus,
  inProcessWith,
  startBusWithoutKeyring,
  startKeyring,
  type Env,
  type Keyring,
} from '../support/keyring.ts';
import { keyClaims } from '../support/key-claims.ts';

const program = new URL('../support/keychain-program.ts', import.meta.url);
const Outcome = z.object({
  state: z.string(),
  kind: z.enum(['keychain', 'memory']),
  value: z.string().nullable().optional(),
  failure: z.object({ code: z.string(), got: z.string() }).optional(),
});

async function run(env: Env, ...args: string[]) {
  return Outcome.parse(await inProcessWith(env, program, ...args));
}

describe('keys in a real gnome-keyring, each call from a process of its own', () => {
  let keyring: Keyring;
  beforeEach(async () => {
    keyring = await startKeyring();
  });
  afterEach(() => keyring.stop());

  const store = (): KeyStore => ({
    kind: 'keychain',
    read: async (id) => (await run(keyring.env, 'read', id)).value ?? null,
    async write(id, value) {
      await run(keyring.env, 'write', id, value);
    },
    async remove(id) {
      await run(keyring.env, 'remove', id);
    },
  });
  keyClaims(store);

  test('the keychain is ready, and the probe leaves nothing behind', async () => {
    expect(await run(keyring.env, 'state')).toMatchObject({ state: 'ready', kind: 'keychain' });
  });

  test('a locked keyring is told from an empty one, and keys stay in memory then', async () => {
    await run(keyring.env, 'write', 'c1', 'sk_test_value');
    await keyring.lock();
    expect(await run(keyring.env, 'read', 'c1')).toMatchObject({ state: 'locked', kind: 'memory' });
  });
});

test('a bus without a secret service is named', async () => {
  const bus = await startBusWithoutKeyring();
  expect(await run(bus.env, 'state')).toMatchObject({ state: 'no-service', kind: 'memory' });
  await bus.stop();
});

test('a machine without a bus is named', async () => {
  expect(await run(envWithoutBus(), 'state')).toMatchObject({ state: 'no-service', kind: 'memory' });
});

test('a machine without a bus and without what would start one is named, too', async () => {
  const env = { PATH: '/nonexistent', DISPLAY: ':99' };
  expect(await run(env, 'state')).toMatchObject({ state: 'no-service', kind: 'memory' });
});
