import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { KeyError, type KeyFault, type KeyStore } from '../../electron/host/keys/keys.ts';
import {
  envWithoutBus,
  inProcessGiven,
  startBusWithoutKeyring,
  startKeyring,
  type Env,
  type Keyring,
} from '../support/keys/keyring.ts';
import { keyClaims } from '../support/keys/key-claims.ts';

const program = new URL('../support/programs/keychain-program.ts', import.meta.url);
const Outcome = z.object({
  value: z.string().nullish(),
  fault: z.string().optional(),
  words: z.string().optional(),
});
const Report = z.object({
  state: z.string(),
  outcomes: z.array(Outcome),
});

/** Opens the keychain in a process of its own, and does these steps one after another. */
async function run(env: Env, ...steps: string[][]) {
  return Report.parse(await inProcessGiven(env, program, { steps, limit: null }));
}

describe('keys in a real gnome-keyring, each call from a process of its own', () => {
  let keyring: Keyring;
  beforeEach(async () => {
    keyring = await startKeyring();
  });
  afterEach(() => keyring.stop());

  async function call(...step: string[]): Promise<string | null> {
    const [outcome] = (await run(keyring.env, step)).outcomes;
    if (outcome?.fault) throw new KeyError(outcome.fault as KeyFault, 'a call');
    return outcome?.value ?? null;
  }
  const store = (): KeyStore => ({
    kind: 'keychain',
    read: (id) => call('read', id),
    async write(id, value) {
      await call('write', id, value);
    },
    async remove(id) {
      await call('remove', id);
    },
  });
  describe('one item each', () => keyClaims(store));

  test('a long one is kept in parts, as on Windows, and leaves nothing behind', async () => {
    const value = 'ü'.repeat(900);
    const steps = [
      ['write', 'c1', value],
      ['read', 'c1'],
      ['remove', 'c1'],
      ['read', 'c1'],
    ];
    const { outcomes } = Report.parse(await inProcessGiven(keyring.env, program, { steps, limit: 1000 }));
    expect(outcomes.map((outcome) => outcome.value)).toEqual([null, value, null, null]);
    const left = await run(keyring.env, ...[0, 1, 2].map((part) => ['read', `c1.a${part}`]));
    expect(left.outcomes.map((outcome) => outcome.value)).toEqual([null, null, null]);
  });

  test('the keychain is ready, and the probe leaves nothing behind', async () => {
    expect(await run(keyring.env)).toMatchObject({ state: 'ready' });
  });

  test('locked before it is opened, it is told from an empty one; unlocked, it has what was saved', async () => {
    await call('write', 'c1', 'sk_test_value');
    await keyring.lock();
    const steps = [
      ['read', 'c1'],
      ['write', 'c1', 'another'],
      ['tryAgain'],
      ['unlock'],
      ['tryAgain'],
      ['read', 'c1'],
    ];
    const { state, outcomes } = await run(keyring.env, ...steps);
    const locked = { fault: 'locked', words: 'the keychain is locked' };
    const values = [{ value: 'locked' }, { value: null }, { value: 'ready' }, { value: 'sk_test_value' }];
    expect([state, ...outcomes]).toEqual(['locked', locked, locked, ...values]);
  });

  test('locked in the middle, nothing that was saved is taken for absent, overwritten or forgotten', async () => {
    const steps = [
      ['write', 'c1', 'sk_test_value'],
      ['lock'],
      ['read', 'c1'],
      ['write', 'c1', 'another'],
      ['remove', 'c1'],
    ];
    const { state, outcomes } = await run(keyring.env, ...steps);
    const locked = { fault: 'locked', words: 'the keychain is locked' };
    expect([state, ...outcomes]).toEqual(['ready', { value: null }, { value: null }, locked, locked, locked]);
  });
});

const noService = { state: 'no-service', outcomes: [{ fault: 'unavailable' }] };

test('a bus without a secret service is named', async () => {
  const bus = await startBusWithoutKeyring();
  expect(await run(bus.env, ['write', 'c1', 'a value'])).toMatchObject(noService);
  await bus.stop();
});

test('a machine without a bus is named', async () => {
  expect(await run(envWithoutBus(), ['write', 'c1', 'a value'])).toMatchObject(noService);
});

test('a machine without a bus and without what would start one is named, too', async () => {
  const env = { PATH: '/nonexistent', DISPLAY: ':99' };
  expect(await run(env, ['write', 'c1', 'a value'])).toMatchObject(noService);
});
