import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../support/host.ts';
import { json, openField, signedToken, type Field, type FieldApi } from '../support/field.ts';

// Kind 4: what people paste. Cookies; keys, certificates and addresses are in pasted-keys.test.ts. How to add a row:
// docs/field.md.

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
  // As copied from the browser's tools, by people who reported that another program lost it.
  ['darrenburns/posting#234', `curl 'https://a.test/api' -b '${session}'`],
  [
    'berbicanes/apiark#66',
    `curl 'https://example.com/api/data' \\\n  -b 'session=abc123; ${session}' \\\n  -H 'accept: application/json'`,
  ],
  [
    'hoppscotch/hoppscotch#4961',
    `curl 'http://localhost:3000/api/users/info' \\\n-H 'accept: application/json, text/plain, */*' \\\n-H 'accept-language: zh,zh-CN;q=0.9,zh-TW;q=0.8,en;q=0.7,th;q=0.6,ar;q=0.5' \\\n-b 'username=abc; ${session}'`,
  ],
  [
    'hoppscotch/hoppscotch#4961',
    `curl 'http://localhost:3000/api/users/info' \\\n-H 'cookie:username=abc; ${session}'`,
  ],
  ['ProxymanApp/Proxyman#1965', `curl 'https://a.test/api' --cookie 'cookie1=value1; ${session}'`],
  [
    'postmanlabs/postman-app-support#5182',
    `curl ^"https://a.test/api^" ^\n  -H ^"accept: */*^" ^\n  -b ^"theme=^{^\\^"a^\\^":1^}; ${session.replaceAll('%', '^%')}^" ^\n  --compressed`,
  ],
  [
    'reqable/reqable-app#2854',
    `curl.exe ^"https://example.com^" ^\n  --compressed ^\n  -H ^"Cookie: ${session.replaceAll('%', '^%')}^"`,
  ],
  ['Moustachauve/cookie-editor#229', `a=1; b=2=; ${session}`],
  ['request/request#133', `sid="c2lkDQo="; ${session}`],
  ['carhartl/jquery-cookie#57', `mycookie="A value with \\" and \\\\"; ${session}`],
  [
    'Chalarangelo/30-seconds-of-code#1709',
    `Set-Cookie: who-are-you="i-am-a-cookie"; Path=/\nSet-Cookie: ${active}; Path=/\nSet-Cookie: ${multi}; Path=/`,
  ],
  [
    'Moustachauve/cookie-editor#122',
    session
      .split('; ')
      .map((pair) => `#HttpOnly_localhost\tFALSE\t/\tFALSE\t0\t${pair.replace('=', '\t')}`)
      .join('\n'),
  ],
  [
    'dantleech/fink#135',
    `# Netscape HTTP Cookie File\n# This is a comment and should be ignored\n\n${session
      .split('; ')
      .map((pair) => `#HttpOnly_.example.com\tTRUE\t/\tFALSE\t1999999999\t${pair.replace('=', '\t')}`)
      .join('\n')}\n.example.com\tTRUE\t/\tFALSE\t1999999999\tregular_cookie\tnormal_value\n`,
  ],
  [
    'Moustachauve/cookie-editor#173',
    `localhost\tFALSE\t/\tFALSE\t0\tblank\t\n${session
      .split('; ')
      .map((pair) => `localhost\tFALSE\t/\tFALSE\t0\t${pair.replace('=', '\t')}`)
      .join('\n')}`,
  ],
  // Other copies of the same request.
  [
    'variation',
    `fetch("https://a.test/api", {\n  "headers": {\n    "accept": "*/*",\n    "cookie": "theme=\\"dark\\"; ${session}"\n  },\n  "method": "GET"\n});`,
  ],
  [
    'variation',
    `$session.Cookies.Add((New-Object System.Net.Cookie("theme", "dark", "/", "a.test")))\n${session
      .split('; ')
      .map(
        (pair) =>
          `$session.Cookies.Add((New-Object System.Net.Cookie("${pair.replace('=', '", "')}", "/", "a.test")))`,
      )
      .join('\n')}`,
  ],
  ['variation', `curl 'https://a.test/api' \\\n  -b $'name=O\\'Neill\\u0021; ${session}'`],
  ['variation', `curl 'https://a.test/api' -H 'x: it'\\''s' -H 'Cookie: ${session}'`],
  ['variation', `curl https://a.test -b "a=\\"1\\"; ${session}"`],
  ['variation', `curl -b jar.txt https://a.test -H "cookie: ${session}"`.replace('jar.txt', '"jar.txt"')],
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

test('what a person pasted besides the API’s own cookies is told by name, and never by value', async () => {
  const pasted = `Cookie: theme=dark-canary; _ga=GA1.1.canary; ${session}; csrftoken=c4n4ry`;
  const { connectionId } = await field.connect('better-auth', json([]), { secrets: { cookies: session } });
  const status = await field.bridge('keys.put', { connectionId, secrets: { cookies: pasted } });
  expect(status.dropped).toEqual(['theme', '_ga', 'csrftoken']);
  expect(JSON.stringify(status)).not.toMatch(/canary|c4n4ry|GA1/);
  const again = await field.bridge('keys.put', { connectionId, secrets: { cookies: session } });
  expect(again).not.toHaveProperty('dropped');
});

test('of hundreds of cookies with long names the first are told, cut', async () => {
  const many = Array.from({ length: 300 }, (_, index) => `${'n'.repeat(200)}${index}=v`).join('; ');
  const { connectionId } = await field.connect('better-auth', json([]), { secrets: { cookies: session } });
  const { dropped = [] } = await field.bridge('keys.put', {
    connectionId,
    secrets: { cookies: `${many}; ${session}` },
  });
  expect(dropped).toHaveLength(50);
  for (const name of dropped) expect(name.length).toBeLessThanOrEqual(81);
});
