import { afterAll, beforeAll, expect, test } from 'vitest';
import { inProcessWith, startKeyring, type Keyring } from '../support/keys/keyring.ts';

let keyring: Keyring;

beforeAll(async () => {
  keyring = await startKeyring();
});
afterAll(() => keyring.stop());

test('with a real keyring each entry has its mark, and a log that was emptied is found', async () => {
  const program = new URL('../support/programs/audit-keyring-program.ts', import.meta.url);
  const found = await inProcessWith(keyring.env, program, '20');
  const expected = { state: 'whole', emptied: 'emptied' };
  expect(found).toMatchObject({ keychain: 'ready', withKeychain: expected, without: expected });
});
