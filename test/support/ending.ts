import type { Locator, Page } from 'playwright';
import type { MockApi } from '../../mock-server/index.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like, pattern } from './like.ts';
import { saveOwn, type TestHost } from './host.ts';

/** The question before several sessions end: the plan sheet. */
export function question(page: Page): Locator {
  return page.getByRole('alertdialog');
}

/** The heading of the question about several sessions, whether of no known user, of one or of more. */
export function titleOfMany(count: number): RegExp {
  const [one, more] = [like(m.end_title_many, { count }), like(m.end_title_many_users, { count })];
  return pattern`${m.end_title_many_nobody({ count })}|${one}|${more}`;
}

/** A run in the dock that is not over. */
export function underway(page: Page): Locator {
  return page.getByRole('region', { name: m.run_name() });
}

/** A run in the dock that is over. */
export function findings(page: Page): Locator {
  return page.getByRole('region', { name: m.verdicts_name() });
}

/** Ticks this many rows that are not the current session, from the first; returns what they are called. */
export async function tick(page: Page, count: number): Promise<string[]> {
  const grid = page.getByRole('grid', { name: m.table_name() });
  await grid.getByRole('checkbox').nth(count).waitFor();
  const rows = grid
    .getByRole('row')
    .filter({ has: page.getByRole('checkbox', { name: m.select_row(), exact: true }) });
  const names: string[] = [];
  for (let at = 0; names.length < count; at += 1) {
    const name = (await rows.nth(at).getAttribute('aria-label')) ?? '';
    if (like(m.status_current).test(name)) continue;
    await rows.nth(at).getByRole('checkbox').click();
    names.push(name);
  }
  return names;
}

/** Ticks so many rows, and asks for the plan to end them. */
export async function askToEndSome(page: Page, count: number): Promise<void> {
  await tick(page, count);
  await page.getByRole('button', { name: m.selection_end({ count }) }).click();
  await question(page).waitFor();
}

/** Confirms the plan for so many sessions. */
export function confirm(page: Page, count: number): Promise<void> {
  return question(page)
    .getByRole('button', { name: m.end_do({ count }), exact: true })
    .click();
}

/** The ids of sessions that live in the mock server of a NestJS server: its truth, whatever it answers. */
export function livingIds({ db, access }: MockApi): Set<string> {
  const rows = db.getState()['sessions'] as {
    id: string;
    userId: string;
    isRevoked: boolean;
    expiresAt: string;
  }[];
  const own = rows.find(({ id }) => id === access.settings['currentSessionId']);
  const lives = rows.filter(
    ({ userId, isRevoked, expiresAt }) =>
      userId === own?.userId && !isRevoked && Date.parse(expiresAt) > Date.now(),
  );
  return new Set(lives.map(({ id }) => id));
}

/** How much redder than green and blue the text is: 1 for a grey. */
export function rednessOf(text: Locator): Promise<number> {
  return text.evaluate((element) => {
    const context = document.createElement('canvas').getContext('2d');
    if (!context) throw new Error('no canvas');
    context.fillStyle = getComputedStyle(element).color;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return red / Math.max(1, green, blue);
  });
}

/** What the mock server was asked to end: every request that ends something. */
export function endsOf({ requests }: MockApi): MockApi['requests'] {
  return requests.filter(({ method, path }) => method === 'DELETE' || /revoke|logout/.test(path));
}

/** Saves a connection to a mock server as one of kind production, and returns what it is called. */
export async function saveProduction(app: Pick<TestHost, 'bridge'>, api: MockApi): Promise<string> {
  const connectionId = await saveOwn(app, api);
  const own = (await app.bridge('connections.list', {})).find(({ id }) => id === connectionId);
  if (!own) throw new Error('the connection was not saved');
  const { name, colour, baseUrl, settings, filters } = own;
  const draft = { id: connectionId, api: api.id, name, colour, baseUrl, settings, filters };
  await app.bridge('connections.save', { ...draft, kind: 'production' });
  return name;
}
