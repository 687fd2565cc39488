import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { adapters } from '../../electron/adapters/index.ts';

// What is particular to one API is in its adapter. The host and the page learn it from the adapter's members, from
// `ApiInfo` and from our own fields of a session, and so serve an API that nobody has thought of yet.

/** Fields of forms whose names are also words of our own, or of HTTP: a session has a user id, a header is `bearer`. */
const alsoOurs = ['origin', 'cookies', 'userId', 'status', 'bearer'];
/** The one place of a name that is on disk. */
const home = 'electron/bridge/key.ts';

/** The ids of the APIs, also as the names of their adapters are written. */
const ids = [...adapters.keys()].flatMap((id) => [
  id,
  id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
]);

/** What the forms call their fields. */
const formFields = [...adapters.values()].flatMap(({ settings, secrets, filters }) =>
  [...settings, ...secrets, ...filters].map(({ name }) => name),
);

/** What the adapters pass on under the API's own name: the keys of `extras({ … })`. */
const passedOn = globSync('electron/adapters/*.ts').flatMap((path) =>
  [...readFileSync(path, 'utf8').matchAll(/extras\(\{(.*?)\}\)/gs)].flatMap(([, inside = '']) =>
    [...inside.matchAll(/(?:^|\{|,)\s*(\w+):/g)].map(([, name = '']) => name),
  ),
);

const names = [...new Set([...ids, ...formFields, ...passedOn])].filter(
  (name) => name.length > 2 && !alsoOurs.includes(name),
);
const named = new RegExp(`(?<![\\w-])(${names.join('|')})(?![\\w-])`, 'g');

/** The names in a source that belong into an adapter; comments may give examples. */
function namesIn(source: string): string[] {
  const code = source.replace(/\/\*.*?\*\/|<!--.*?-->|(?<=^|\s)\/\/[^\n]*/gs, '');
  return [...new Set([...code.matchAll(named)].map(([name]) => name))];
}

const paths = globSync('{renderer,electron/{bridge,host,main,preload,web}}/**/*.{ts,svelte}')
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path !== home && !path.includes('/messages/compiled/'));

test('neither page, host nor bridge names an API, or a field of one', () => {
  expect(paths.length).toBeGreaterThan(300);
  const found = paths.map((path) => [path, namesIn(readFileSync(path, 'utf8'))] as const);
  expect(found.filter(([, inIt]) => inIt.length > 0)).toEqual([]);
});

test.each([
  ["const id = extra['accountid'];", 'accountid'],
  ["{#if session.extra['canprovoke'] === 'true'}", 'canprovoke'],
  ["const id = settings['serverId'] ?? '';", 'serverId'],
  ["if (api.id === 'vault') warn();", 'vault'],
  ["import { betterAuth } from '../adapters/better-auth.ts';", 'betterAuth'],
  ["const colours = { 'nest-sessions': 'pink' };", 'nest-sessions'],
  ["const organisation = extra['last_active_organization_id'];", 'last_active_organization_id'],
  ['row.mfaVerified', 'mfaVerified'],
  ["if (name === 'nonces') keep(value);", 'nonces'],
])('%s is noticed', (source, name) => {
  expect(namesIn(source)).toContain(name);
});

test('a comment may name an API, and a longer word may hold its name', () => {
  expect(namesIn("/** As vault does. */\nconst vaulted = 1; // clerk\nf('clerk-like');")).toEqual([]);
});
