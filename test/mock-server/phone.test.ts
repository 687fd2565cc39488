import { chromium } from 'playwright';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Phone } from '../../mock-server/index.ts';
import { chromiumMissing, findChromium } from '../support/shells/chromium.ts';
import { send } from './support/device.ts';
import type { Reply } from './support/device.ts';
import { noncesOf, started } from './support/started.ts';
import type { Started } from './support/started.ts';

let nextauth: Started;
let phone: Phone;
let server: string;
let fresh: string;

beforeEach(async () => {
  nextauth = await started('nextauth');
  if (nextauth.api.phone === undefined) throw new Error('there is no phone');
  phone = nextauth.api.phone;
  const { settings, secrets } = nextauth.api.access;
  server = `/servers/${encodeURIComponent(settings['serverId'] ?? '')}`;
  fresh = noncesOf(secrets)[2] ?? '';
});
afterEach(() => nextauth.close());

async function status(): Promise<Record<string, unknown>> {
  const { value } = await nextauth.call('GET', `${server}/sessions/`, { 'x-nonce': fresh });
  return value as Record<string, unknown>;
}

async function push(context?: object): Promise<void> {
  const body = context === undefined ? undefined : JSON.stringify(context);
  await nextauth.call('POST', `${server}/users/alice/provokelogin`, { 'x-nonce': fresh }, body);
}

function tell(path: string, value: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const json = { 'content-type': 'application/json', ...headers };
  return send('POST', `${nextauth.api.baseUrl}/_phone/${path}`, json, JSON.stringify(value));
}

function look(path: string, headers: Record<string, string> = {}): Promise<Reply> {
  return send('GET', `${nextauth.api.baseUrl}/_phone${path}`, headers);
}

describe('a phone', () => {
  test('logs a session in by its QR code', async () => {
    const { loginqrdata } = await status();
    phone.scan(phone.idOf(String(loginqrdata)));
    phone.confirm(fresh, { userid: 'alice', accountid: 43 });
    expect(await status()).toMatchObject({
      loggedin: true,
      userid: 'alice',
      accountid: 43,
      canprovoke: true,
    });
    expect((await status())['loginqrdata']).not.toBe(loginqrdata);
  });

  test('logs a session in by a push, on the account that it went to', async () => {
    await push();
    phone.confirm(fresh, {});
    expect(await status()).toMatchObject({ loggedin: true, userid: 'alice', accountid: 42 });
    expect(phone.pending().filter(({ kind }) => kind === 'push')).toEqual([]);
  });

  test('can confirm as another person than the push went to', async () => {
    await push();
    phone.confirm(fresh, { userid: 'chiara' });
    expect(await status()).toMatchObject({ loggedin: true, userid: 'chiara', accountid: 58 });
  });

  test('answers a push, and not the QR code that the session shows as well', async () => {
    await status();
    await push();
    await status();
    phone.decline(fresh);
    expect(phone.state().answered).toMatchObject([{ kind: 'push', state: 'declined' }]);
    expect(phone.pending()).toMatchObject([{ kind: 'qr', state: 'waiting' }]);
  });

  test('that has read a code, or declined, changes nothing that the API tells', async () => {
    const before = await status();
    phone.scan(fresh);
    expect(await status()).toEqual(before);
    expect(phone.pending()).toMatchObject([{ state: 'seen' }]);
    phone.decline(fresh);
    expect(await status()).toEqual(before);
    expect(phone.pending()).toEqual([]);
    expect(phone.state().answered).toMatchObject([{ nonce: fresh, state: 'declined' }]);
  });

  test('has nothing to answer when it stayed silent for too long', async () => {
    nextauth.api.behaviour.loginSeconds = 0.05;
    const { loginqrdata } = await status();
    await push();
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(() => phone.idOf(String(loginqrdata))).toThrow('may be over');
    expect(() => phone.confirm(fresh, { userid: 'alice' })).toThrow('No login waits');
    expect(phone.pending()).toEqual([]);
  });

  test('has a new while to answer once it has read the code', async () => {
    await status();
    const [before] = phone.pending();
    const shown = before?.answerBy ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 30));
    phone.scan(fresh);
    expect(phone.pending()[0]?.answerBy).toBeGreaterThan(shown);
  });

  test('knows no account but those of the server', async () => {
    await push();
    expect(() => phone.confirm(fresh, { userid: 'alice', accountid: 58 })).toThrow('no such account');
    expect(() => phone.confirm(fresh, { userid: 'mallory' })).toThrow('no such account');
    expect((await status())['loggedin']).toBe(false);
  });
});

describe('over HTTP', () => {
  test('scans by the code or the nonce, confirms and declines, and tells the state each time', async () => {
    const { loginqrdata } = await status();
    expect((await tell('scan', { qr: loginqrdata })).value).toMatchObject({ pending: [{ state: 'seen' }] });
    expect((await tell('decline', { nonce: fresh })).value).toMatchObject({
      answered: [{ state: 'declined' }],
    });
    expect((await tell('scan', { nonce: fresh })).status).toBe(200);
    expect((await tell('confirm', { nonce: fresh, userid: 'chiara', accountid: 58 })).status).toBe(200);
    expect(await status()).toMatchObject({ loggedin: true, userid: 'chiara' });
    expect((await look('/state')).value).toMatchObject({ accounts: phone.state().accounts });
  });

  test.each([
    ['scan', { qr: 'bm90aGluZw==' }, 404],
    ['confirm', { nonce: 'unknown' }, 404],
    ['decline', { id: 99 }, 404],
    ['dance', { nonce: 'unknown' }, 404],
    ['scan', 'text', 400],
    ['scan', null, 400],
  ] as const)('says what it cannot: %s %j is a %i', async (path, value, code) => {
    expect((await tell(path, value)).status).toBe(code);
  });

  test('is closed to forms, other sites, other origins and other hosts', async () => {
    await push();
    const refused = [
      await tell('confirm', { nonce: fresh }, { 'content-type': 'text/plain' }),
      await tell('confirm', { nonce: fresh }, { 'sec-fetch-site': 'cross-site' }),
      await tell('confirm', { nonce: fresh }, { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }),
      await tell('confirm', { nonce: fresh }, { origin: 'http://localhost:5173' }),
      await tell('confirm', { nonce: fresh }, { host: 'evil.test' }),
      await look('/state', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }),
    ];
    expect(refused.map((reply) => reply.status)).toEqual([415, 403, 403, 403, 403, 403]);
    expect((await status())['loggedin']).toBe(false);
  });

  test('opens its page to a link on another port of this machine', async () => {
    const link = {
      'sec-fetch-site': 'same-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    for (const headers of [link, { ...link, 'sec-fetch-site': 'none' }]) {
      const reply = await look('', headers);
      expect(reply.status).toBe(200);
      expect(reply.headers['content-security-policy']).toContain("script-src 'self'");
    }
  });

  test('is not among the requests that the mock server remembers', async () => {
    await look('/state');
    expect(nextauth.api.requests).toEqual([]);
  });
});

describe.skipIf(chromiumMissing() !== null)('the page', () => {
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium() ?? '' });
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    page = await browser.newPage();
    complaints = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${nextauth.api.baseUrl}/_phone`);
  });
  afterEach(() => page.close());

  test('shows a push with what was sent along, as text, and confirms it as the chosen person', async () => {
    const info = { Reason: '<b>Quarterly audit</b>' };
    const logo =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    await push({ sessioninfo: { ip: '192.0.2.7', useragent: 'Sessiondeck', info, logo } });
    const card = page.getByRole('listitem').filter({ hasText: 'Push' });
    await card.waitFor();
    const text = await card.innerText();
    for (const shown of ['192.0.2.7', 'Sessiondeck', '<b>Quarterly audit</b>', 'alice #42', 's left']) {
      expect(text).toContain(shown);
    }
    expect(await card.getByRole('img').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
    await card.getByLabel('Confirm as').selectOption('58');
    await card.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Nothing waits for an answer.').waitFor();
    expect(await status()).toMatchObject({ loggedin: true, userid: 'chiara' });
    expect(complaints).toEqual([]);
  });

  test('reads a pasted QR code, stays silent when told to, and declines', async () => {
    const { loginqrdata } = await status();
    await page.getByLabel('Content of a QR code').fill(String(loginqrdata));
    await page.locator('#read button').click();
    await page.getByRole('heading', { name: 'QR code, read by this phone' }).waitFor();
    await page.getByRole('button', { name: 'Stay silent' }).click();
    await page.getByText('Nothing waits for an answer.').waitFor();
    expect(phone.pending()).toHaveLength(1);
    await page.getByRole('button', { name: 'Show 1 left unanswered' }).click();
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByText('Nothing waits for an answer.').waitFor();
    expect(phone.state().answered).toMatchObject([{ state: 'declined' }]);
    expect(complaints).toEqual([]);
  });

  test('fits a phone, and has the newest first', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await status();
    await push({});
    const cards = page.locator('#pending > li');
    await cards.filter({ hasText: 'Push' }).waitFor();
    const ids = await cards.evaluateAll((all) =>
      all.map((card) => Number((card as HTMLElement).dataset['id'])),
    );
    expect(ids).toEqual(
      phone
        .pending()
        .map(({ id }) => id)
        .toReversed(),
    );
    expect(ids.length).toBeGreaterThan(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  });
});
