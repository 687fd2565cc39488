import type { Page } from 'playwright';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like } from '../support/like.ts';
import { findings, underway } from '../support/ending.ts';
import { mockOf } from '../support/host.ts';
import { closeBrowser, openInBrowser, type OpenInBrowser } from '../support/shells/in-browser.ts';
import { goTo, row } from '../support/shells/sessiondeck.ts';

// What one action costs: calls of the page to the host, and requests to the server. Both are somebody's rate limit.

let open: OpenInBrowser;
let calls: string[] = [];
/** Calls that have no answer yet: an action is over when there are none, and none follow. */
let unanswered = 0;

beforeEach(async () => {
  open = await openInBrowser(60);
  open.page.setDefaultTimeout(15_000);
  countCalls(open.page);
  await goTo(open.page, 'better-auth');
  await row(open.page, m.status_current()).waitFor();
  await over();
});
afterEach(async () => {
  await open.close();
});
afterAll(closeBrowser);

function countCalls(page: Page): void {
  const isCall = (url: string) => new URL(url).pathname.startsWith('/bridge/');
  page.on('request', (request) => {
    if (!isCall(request.url())) return;
    unanswered += 1;
    calls.push(new URL(request.url()).pathname.replace('/bridge/', ''));
  });
  const ended = (url: string) => {
    if (isCall(url)) unanswered -= 1;
  };
  page.on('response', (response) => ended(response.url()));
  page.on('requestfailed', (request) => ended(request.url()));
}

/** Waits until the page asks nothing more. */
async function over(): Promise<void> {
  for (let rounds = 0; rounds < 40; rounds += 1) {
    const seen = calls.length;
    await open.page.waitForTimeout(500);
    if (seen === calls.length && unanswered <= 0) return;
  }
  throw new Error(`the page asks on and on: ${unanswered} under way, ${calls.slice(-10).join(' ')}`);
}

/** The calls that an action makes until it is over; what the page says of the clock of its own is none of them. */
async function callsOf(act: () => Promise<unknown>): Promise<string[]> {
  await over();
  calls = [];
  await act();
  await over();
  return calls;
}

/** Requests that read a list or a session of a mock server, since `before`. */
function readsOf(api: string, before: number): string[] {
  const { requests } = mockOf(open.app, api);
  return requests.slice(before).flatMap(({ method, path }) => (method === 'GET' ? [path] : []));
}

test('a new connection with its key is saved in at most 8 calls', async () => {
  const { page } = open;
  const { access } = mockOf(open.app, 'clerk');
  const made = await callsOf(async () => {
    await page.getByRole('button', { name: m.rail_add(), exact: true }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('radio', { name: /Clerk/ }).click();
    await form.getByLabel(m.form_name(), { exact: true }).fill('Acme');
    await form.getByLabel(m.form_base_url()).fill(mockOf(open.app, 'clerk').baseUrl);
    await form.getByLabel(/Secret key/).fill(access.secrets['secretKey'] ?? '');
    await form.getByRole('button', { name: m.form_save(), exact: true }).click();
    await form.waitFor({ state: 'detached' });
  });
  expect(made.length, made.join(' ')).toBeLessThanOrEqual(8);
});

test('switching reads one list of the server', async () => {
  const { requests } = mockOf(open.app, 'better-auth');
  const before = requests.length;
  await callsOf(async () => {
    await row(open.page, 'Chiara Rossi').click();
    await open.page.getByRole('button', { name: m.switch_to({ user: 'Chiara Rossi' }) }).click();
    await open.page.getByText(like(m.now_active)).waitFor();
  });
  expect(readsOf('better-auth', before)).toHaveLength(1);
});

/** The first row that is not the current session. */
function endable(page: Page) {
  const grid = page.getByRole('grid', { name: m.table_name() });
  return grid
    .getByRole('row')
    .filter({ has: page.getByRole('checkbox', { name: m.select_row(), exact: true }) })
    .filter({ hasNotText: m.status_current() })
    .first();
}

/** Of each API: its connection, and the requests by which the read-back of one session that has ended asks. */
const readBacks = {
  // The list hides sessions of one person behind each other: what is missing in it is asked for once more, alone.
  'better-auth': { name: 'better-auth', reads: 2 },
  // A list of each of the twenty users that are looked at.
  clerk: { name: 'Clerk', reads: 20 },
  // Three pages, twice, as rows move while pages are read; and the server's own count, which the page shows.
  'nest-sessions': { name: 'NestJS sessions', reads: 7 },
  // The status of each nonce that is kept.
  nextauth: { name: 'nextAuth', reads: 4 },
  vault: { name: 'Vault', reads: 1 },
};
test.each(Object.entries(readBacks))(
  'ending a session reads what evidence asks for, and nothing for the page beside: %s',
  async (api, { name, reads }) => {
    const { page } = open;
    await goTo(page, name);
    await endable(page).waitFor();
    await over();
    const before = mockOf(open.app, api).requests.length;
    const made = await callsOf(async () => {
      await endable(page).click();
      const details = page.getByRole('complementary', { name: m.details_name() });
      await details.getByRole('button', { name: m.end_one() }).click();
      await underway(page).getByRole('button', { name: m.run_send_now() }).click();
      await findings(page).first().waitFor();
    });
    expect(readsOf(api, before)).toHaveLength(reads);
    expect(made.filter((call) => call === 'sessions.list')).toHaveLength(1);
  },
);

test('a page that the server was asked for anew shows the same rows as the one of the read-back', async () => {
  const { page } = open;
  const shown = () => page.getByRole('row').allTextContents();
  await endable(page).click();
  await page.getByRole('button', { name: m.end_one() }).first().click();
  await underway(page).getByRole('button', { name: m.run_send_now() }).click();
  await findings(page).first().waitFor();
  await over();
  const known = await shown();
  await page.getByRole('button', { name: m.refresh() }).first().click();
  await over();
  await expect.poll(shown).toEqual(known);
});

test('the page asks everything that it needs for its first list at once', async () => {
  const order: string[] = [];
  const nameOf = (url: string) => /\/bridge\/(.+)/.exec(url)?.[1] ?? '';
  const { page } = open;
  page.on('request', (request) => order.push(`> ${nameOf(request.url())}`));
  page.on('response', (response) => order.push(`< ${nameOf(response.url())}`));
  await page.reload();
  await row(page, m.status_current()).waitFor();
  // The first call only asks whether this page may ask at all. For keys, watches and a link no list waits.
  const begun = order.indexOf('< app.about') + 1;
  const before = order.slice(begun, order.indexOf('> sessions.list')).filter((line) => /\w/.test(line));
  const firstAnswer = before.findIndex((line) => line.startsWith('<'));
  const later = before
    .slice(firstAnswer)
    .filter((line) => line.startsWith('>') && !/keys\.|watch\.|shell\./.test(line));
  expect(before).toContain('> connections.list');
  expect(later).toEqual([]);
});
