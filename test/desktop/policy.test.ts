import { join } from 'node:path';
import { expect, test } from 'vitest';
import { everythingHostile, whatRan } from '../support/policy.ts';
import { startStandIn } from '../support/shells/stand-in.ts';

const main = join(import.meta.dirname, '../support/programs/hostile-page-program.ts');

test.each([
  ['with the policy of the app’s page, a hostile document at its address gets nothing done', [], []],
  ['without it, it would: the claim above can fail', ['--no-policy'], everythingHostile],
])('%s', async (_, args, expected) => {
  const app = await startStandIn({ main, args });
  try {
    expect((await whatRan(await app.page())).toSorted()).toEqual(expected.toSorted());
  } finally {
    await app.close();
  }
});
