import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { closeAll, openSessiondeck, row, type OpenSessiondeck } from '../support/sessiondeck.ts';

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
  const blocked = await open.page.evaluate(async () => {
    const found: string[] = [];
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => found.push(effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'globalThis.injected = true';
    document.body.append(script);
    const style = document.createElement('style');
    style.textContent = 'body { color: red }';
    document.body.append(style);
    await Promise.allSettled([fetch('http://127.0.0.1:1/'), fetch('/index.html')]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { found, injected: 'injected' in globalThis };
  });
  expect(blocked.injected).toBe(false);
  expect(blocked.found.sort()).toEqual(['connect-src', 'connect-src', 'script-src-elem', 'style-src-elem']);
});
