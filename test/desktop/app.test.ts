import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { tryForeign } from '../support/policy.ts';
import type { OpenSessiondeck } from '../support/shells/opened.ts';
import { closeAll, openSessiondeck, row } from '../support/shells/sessiondeck.ts';

let open: OpenSessiondeck;
beforeEach(async () => {
  open = await openSessiondeck();
  await row(open.page, 'Ann Peeters').waitFor();
});
afterEach(() => open.close());
afterAll(closeAll);

test('the built page survives a reload', async () => {
  await open.page.reload();
  await row(open.page, 'Ann Peeters').waitFor();
  expect(open.complaints).toEqual([]);
});

test('the built page runs no script and no style that is not its own, and asks nobody but the bridge', async () => {
  const blocked = await tryForeign(open.page, ['http://127.0.0.1:1/', '/index.html']);
  expect(blocked.injected).toBe(false);
  const wanted = ['connect-src', 'connect-src', 'require-trusted-types-for', 'style-src-elem'];
  expect(blocked.found.sort()).toEqual(wanted);
});
