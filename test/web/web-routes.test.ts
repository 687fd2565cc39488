import { afterEach, expect, test } from 'vitest';
import { contract } from '../../electron/bridge/contract.ts';
import { refusal } from '../../electron/web/request-rules.ts';
import { routes, type Route } from '../../electron/web/routes.ts';
import { openShell, statusOf, without, type Headers } from '../support/shells/web-shell.ts';

/** All that anybody may have; every other line of the table has to want the token. */
const open = ['GET /', 'POST /launch'];
const [first] = routes;
if (!first) throw new Error('there are no routes');
const tokenName = 'X-Sessiondeck-Token';

type Shell = Awaited<ReturnType<typeof openShell>>;
const shells: Shell[] = [];
afterEach(async () => {
  await Promise.all(shells.splice(0).map(({ shell }) => shell.close()));
});

async function start(table: readonly Route[] = routes): Promise<Shell> {
  const started = await openShell(table);
  shells.push(started);
  return started;
}

/** Ways to come without the token of this launch, or with it where it does not belong. */
function waysIn({ own, page: { token } }: Shell): [string, Headers, string][] {
  const bare = without(own, tokenName);
  const ways: [string, Headers][] = [
    ['no token', bare],
    ['an empty token', [...bare, [tokenName, '']]],
    ['a wrong token', [...bare, [tokenName, 'A'.repeat(token.length)]]],
    ['the token twice', [...own, [tokenName, token]]],
    ['the token and another', [...own, [tokenName, 'A']]],
    ['the token in a cookie', [...bare, ['Cookie', `token=${token}; ${tokenName}=${token}`]]],
    ['the token as a bearer', [...bare, ['Authorization', `Bearer ${token}`]]],
  ];
  return [
    ...ways.map(([what, headers]): [string, Headers, string] => [what, headers, '']),
    ['the token in the query', bare, `?token=${token}&${tokenName}=${token}`],
  ];
}

/** What of a table can be had without the token, or does anything then. */
async function openIn(table: readonly Route[]): Promise<string[]> {
  const found: string[] = [];
  for (const { method, path } of table) {
    if (open.includes(`${method} ${path}`)) continue;
    // One of its own: wrong tokens are slowed down after twenty.
    const shell = await start(table);
    for (const [what, headers, query] of waysIn(shell)) {
      const status = statusOf(await shell.ask(method, path + query, headers));
      if (![400, 401].includes(status)) found.push(`${method} ${path} with ${what}: ${status}`);
    }
    if (shell.effects.length > 0) found.push(`${method} ${path} had an effect`);
  }
  return found;
}

test('whatever the table of routes has, but the page’s files and the exchange of the code, wants the token', async () => {
  const forAnybody = routes.filter((route) => route.for === 'anybody');
  expect(forAnybody.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(open);
  expect(await openIn(routes)).toEqual([]);
});

test.each<[string, Route]>([
  ['that forgot to want it', { method: 'POST', path: '/debug', for: 'anybody', answer: first.answer }],
  [
    'that leads to the bridge beside it',
    { method: 'POST', path: '/bridge/app.about', for: 'anybody', answer: first.answer },
  ],
])('a route %s is found: the claim above can fail', async (_, route) => {
  expect(await openIn([route, ...routes])).toContain(`POST ${route.path} had an effect`);
});

test('every method of the bridge wants the token, and is there with it', async () => {
  const methods = Object.keys(contract);
  expect(methods.length).toBeGreaterThan(40);
  while (methods.length > 0) {
    const shell = await start();
    for (const method of methods.splice(0, 20)) {
      const refused = await shell.ask('POST', `/bridge/${method}`, without(shell.own, tokenName));
      expect([method, statusOf(refused), shell.effects]).toEqual([method, 401, []]);
      expect(statusOf(await shell.ask('POST', `/bridge/${method}`))).toBe(200);
      expect(shell.effects.splice(0)).toEqual([method]);
    }
  }
});

test('what is refused is refused without a word', async () => {
  const shell = await start();
  for (const [, headers, query] of waysIn(shell)) {
    const answer = await shell.ask('POST', `/bridge/app.about${query}`, headers);
    expect(answer.split('\r\n\r\n')[1]).toBe('');
  }
});

test.each([
  ['127.0.0.1', null],
  ['localhost', null],
  ['127.0.0.1:80', 403],
  ['evil.test', 403],
  ['', 403],
])('at port 80, which a browser leaves out, the host “%s”: %j; at any other: 403', (host, status) => {
  const headers = { host, origin: `http://${host}` };
  const request = { httpVersion: '1.1', method: 'POST', url: '/bridge/x', headers, headersDistinct: {} };
  expect([refusal(request, 80), refusal(request, 81)]).toEqual([status, 403]);
});
