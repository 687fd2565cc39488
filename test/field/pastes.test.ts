import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../support/host.ts';
import { json, openField, signedToken, type Field, type FieldApi } from '../support/field.ts';

// Kind 4: what people paste. How to add a row: docs/field.md.

const signature = 'c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlMTIzNDU2Nzg%3D';
const active = `better-auth.session_token=${signedToken}.${signature}`;
const multi = `better-auth.session_token_multi-${signedToken.toLowerCase()}=${signedToken}.${signature}`;
const session = `${active}; ${multi}`;
const own = 'shop.sid';

let field: Field;
beforeAll(async () => {
  field = await openField();
});
afterAll(() => field.close());

/** What is sent after this was pasted: the value of a header. */
async function sent(api: FieldApi, secrets: Record<string, string>, header: string, host?: string) {
  const { connectionId, heard } = await field.connect(api, json([]), { secrets, ...(host ? { host } : {}) });
  const filters: Record<string, string> = api === 'clerk' ? { userId: 'u1' } : {};
  await field.bridge('sessions.list', { connectionId, filters });
  return String(heard[0]?.headers[header] ?? '');
}

const cookieRows: [source: string, pasted: string, sent?: string][] = [
  ['variation', `theme=dark; ${session}`],
  ['variation', `sidebar_state=; ${session}`],
  ['variation', `prefs={"a": 1}; ${session}; _ga=GA1.1.111.222`],
  ['variation', `quoted="two words"; ${session}`],
  ['variation', `Cookie: ${session}`],
  ['variation', `cookie:\n${session}`],
  ['variation', `cookie\n${session}\n`],
  ['variation', `-H 'cookie: theme=dark; ${session}'`],
  [
    'variation',
    `curl 'https://a.test/api' \\\n  -H 'accept: */*' \\\n  -b 'theme=dark; ${session}' \\\n  --compressed`,
  ],
  ['variation', `curl https://a.test --header "Cookie: ${session}"`],
  [
    'variation',
    `Set-Cookie: ${active}; Path=/; HttpOnly; SameSite=Lax\nSet-Cookie: ${multi}; Path=/; HttpOnly`,
  ],
  ['variation', `better-auth.session_token="${signedToken}.${signature}"; ${multi}`],
  [
    'variation',
    JSON.stringify(
      session.split('; ').map((pair) => ({
        name: pair.slice(0, pair.indexOf('=')),
        value: pair.slice(pair.indexOf('=') + 1),
        domain: 'a.test',
      })),
    ),
  ],
  [
    'variation',
    session
      .split('; ')
      .map((pair) => `${pair.replace('=', '\t')}\tlocalhost\t/\tSession\t120`)
      .join('\n'),
  ],
  [
    'variation',
    session
      .split('; ')
      .map((pair) => `localhost\tFALSE\t/\tFALSE\t0\t${pair.replace('=', '\t')}`)
      .join('\n'),
  ],
  ['variation', `${session}; better-auth.session_token=older.one`],
  [
    'variation',
    session.replaceAll('better-auth.session_token', own),
    session.replaceAll('better-auth.session_token', own),
  ],
  [
    'variation',
    session.replaceAll('better-auth.', '__Secure-better-auth.'),
    session.replaceAll('better-auth.', '__Secure-better-auth.'),
  ],
  [
    'variation',
    session.replaceAll('better-auth.', '__Host-better-auth.'),
    session.replaceAll('better-auth.', '__Host-better-auth.'),
  ],
];

test.each(cookieRows)('%s: cookies, %s', async (_, cookies, expected = session) => {
  expect(await sent('better-auth', { cookies }, 'cookie', 'localhost')).toBe(expected);
});

test.each(['theme=dark; _ga=GA1.1', 'theme=dark', 'Cookie: lang=en'])(
  '%s holds no session, and says so',
  async (cookies) => {
    const failed = await failureOf(field.connect('better-auth', json([]), { secrets: { cookies } }));
    expect(failed).toMatchObject({ code: 'invalid', field: 'cookies' });
  },
);

const key = 'sk_test_abcdefghijklmnop';
const jwt = `eyJhbGciOiJSUzI1NiJ9.${'a'.repeat(400)}.c2lnbg`;
const keyRows: [source: string, paste: (key: string) => string][] = [
  ['logicalclocks/hopsworks-api#185', (it) => `${it}\n`],
  ['koush/scrypted#1270', (it) => `\n ${it}`],
  ['postmanlabs/postman-app-support#8004', (it) => `${it}\r\n\r\n`],
  ['sendgrid/sendgrid-nodejs#732', (it) => `"${it}"`],
  ['variation', (it) => `'${it}'`],
  ['variation', (it) => `${it}",`],
  ['variation', (it) => `“${it}”`],
  ['variation', (it) => `\`${it}\``],
  ['variation', (it) => `API_KEY=${it}`],
  ['variation', (it) => `export API_KEY="${it}"`],
  ['variation', (it) => `API_KEY = '${it}';`],
  ['variation', (it) => `"apiKey": "${it}",`],
  ['variation', (it) => `api_key: ${it}`],
  ['replayio/replay-cli#239', (it) => `Bearer ${it}`],
  ['postmanlabs/postman-app-support#3835', (it) => `Authorization: Bearer ${it}\n`],
  ['variation', (it) => `-H "Authorization: Bearer ${it}"`],
  ['variation', (it) => `${it};`],
  ['variation', (it) => `\ufeff${it}\u200b`],
  ['variation', (it) => `{"accessToken": "${it}"}`],
  ['variation', (it) => `{ "token" : "${it}" }`],
  ['variation', (it) => `CLERK_SECRET_KEY: ${it}`],
  ['variation', (it) => `vault.token=${it}`],
  ['variation', (it) => `$env:CLERK_SECRET_KEY = "${it}"`],
  ['variation', (it) => `secretKey: '${it}',`],
  ['Xzandro/sw-exporter#232', (it) => `${it.slice(0, 15)}\r\n${it.slice(15)}`],
];
const keyed: [FieldApi, string, string][] = [
  ['clerk', 'secretKey', key],
  ['vault', 'accessToken', jwt],
  ['nest-sessions', 'accessToken', jwt],
  ['vault', 'accessToken', 'dG9rZW4rd2l0aC9wYWRkaW5n=='],
];

test.each(
  keyRows.flatMap(([source, paste]) =>
    keyed.map(([api, name, it]) => ({ source, api, name, it, pasted: paste(it) })),
  ),
)('$source: $api, $pasted', async ({ api, name, it, pasted }) => {
  expect(await sent(api, { [name]: pasted }, 'authorization')).toBe(`Bearer ${it}`);
});

test.each([
  'S0meK3y=withEquals',
  'tenant-7:s3cr3tpart',
  'app:prod:0123456789abcdef',
  'c2VjcmV0Cg==',
  'AKIA:abc=def==',
  'monkey=abcdefgh',
  'q=abcdefgh',
])('%s is a key as it stands, and is not cut', async (accessToken) => {
  expect(await sent('vault', { accessToken }, 'authorization')).toBe(`Bearer ${accessToken}`);
});

test.each([4097, 7000, 15_000])('a token of %d characters is sent whole', async (length) => {
  const accessToken = `eyJ.${'a'.repeat(length - 9)}.sign`;
  expect(await sent('vault', { accessToken }, 'authorization')).toBe(`Bearer ${accessToken}`);
});

test('a publishable key is told, and not sent', async () => {
  const failed = await failureOf(
    field.connect('clerk', json([]), { secrets: { secretKey: '"pk_test_abcdefghijkl"' } }),
  );
  expect(failed).toMatchObject({
    code: 'invalid',
    field: 'secretKey',
    got: expect.stringContaining('publishable') as string,
  });
});

test.each(['short', 'two words of a key', 'schlüssel-mit-umlaut', 'x'.repeat(16_385)])(
  '%j is no key, and is not quoted',
  async (accessToken) => {
    const failed = await failureOf(field.connect('vault', json([]), { secrets: { accessToken } }));
    expect(failed).toMatchObject({ code: 'invalid', field: 'accessToken' });
    expect(failed.got).not.toContain(accessToken);
  },
);

test.each<[source: string, attributes: string | null, why: RegExp]>([
  ['variation', 'Path=/; Domain=example.com', /Domain/],
  ['variation', 'Path=/app', /Path/],
  ['variation', 'Path=/; Max-Age=0', /over when it came/],
  ['variation', 'Path=/; Expires=Fri, 01 Jan 1999 00:00:00 GMT', /over when it came/],
  ['variation', null, /set none/],
])('%s: a sign-in whose cookies cannot come back, %s, is none', async (_, attributes, why) => {
  const lines = attributes === null ? [] : session.split('; ').map((pair) => `${pair}; ${attributes}`);
  const { connectionId } = await field.connect(
    'better-auth',
    (request, response) => {
      if (request.method === 'POST') response.setHeader('set-cookie', lines);
      json(request.method === 'POST' ? { token: signedToken } : [])(request, response);
    },
    { path: '/api/auth', secrets: { cookies: '' } },
  );
  const failed = await failureOf(
    field.bridge('keys.signIn', { connectionId, email: 'ann@example.org', password: 'pw-123456' }),
  );
  expect(failed.got).toMatch(why);
});
