import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { openBrowser, openInBrowser, type OpenInBrowser } from '../support/shells/in-browser.ts';
import { closeAll, row } from '../support/shells/sessiondeck.ts';

afterAll(closeAll);

let open: OpenInBrowser;
beforeEach(async () => {
  open = await openInBrowser();
});
afterEach(() => open.close());

/** A browser whose person has visited another program on this machine, which has set cookies of so many bytes. */
async function visitorOfAnother(kilobytes: number) {
  const lines = Array.from({ length: kilobytes }, (_, nth) => `${nth}-of-another=${'v'.repeat(980)}; Path=/`);
  const server = createServer((_, response) => response.setHeader('Set-Cookie', lines).end('other'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const context = await (await openBrowser()).newContext({ locale: 'en' });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const close = async () => {
    await context.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { page, context, close };
}

test('24 kB of cookies that a page on another port has set change nothing', async () => {
  const { page, close } = await visitorOfAnother(24);
  await page.goto(open.shell.address());
  await row(page, 'Ann Peeters').waitFor();
  await page.reload();
  await row(page, 'Ann Peeters').waitFor();
  await close();
});

test('where they are too many, the page says which to clear; then a reload opens Sessiondeck', async () => {
  const { page, context, close } = await visitorOfAnother(100);
  const address = open.shell.address();
  const refused = await page.goto(address);
  expect(refused?.status()).toBe(431);
  await page.getByText('Clear the cookies of 127.0.0.1').waitFor();
  await page.getByText('-of-another').first().waitFor();
  await context.clearCookies({ domain: '127.0.0.1' });
  await page.reload();
  await row(page, 'Ann Peeters').waitFor();
  await close();
});
