import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAuthorities } from '../../electron/host/http/route/authorities.ts';
import { failureOf } from '../support/host.ts';
import { json, openField, type Field, type FieldApi } from '../support/field.ts';
import { apiTest, selfSigned } from '../support/servers/self-signed.ts';

// Kind 4: what people paste. Keys, certificates and addresses; cookies are in pastes.test.ts. How to add a row:
// docs/field.md.

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
  ['tashfeenahmed/freellmapi#609', (it) => `GROQ_API_KEY="${it}" # backup key`],
  ['OneSignal/OneSignal-Unity-SDK#863', (it) => `ONESIGNAL_API_KEY=${it} # comment`],
  ['sonichi/sutando#691', (it) => `KEY='${it}'`],
  ['Code-Amadeus/Amadeus#20', (it) => `${it}"`],
  ['variation', (it) => `# my key\n${it}`],
  ['variation', (it) => `const key = '${it}'; // of staging`],
  ['SaxoBank/openapi-clientlib-js#513', (it) => `bearer ${it}`],
  ['nuxt-community/auth-module#95', (it) => `Bearer Bearer ${it}`],
  ['radiantearth/stac-browser#245', (it) => `Authorization: Bearer Bearer ${it}`],
  ['stripe/stripe-python#334', (it) => `${it}\r\n`],
  ['Aalto-LeTech/aplus-courses#377', (it) => `\u00a0${it}\u00a0`],
  ['markmhendrickson/neotoma#2082', (it) => `\u201c${it}\u201d\u00a0`],
  ['firefly-iii/firefly-iii#2225', (it) => `Bearer \ufeff${it}`],
  ['Wei-Xia/alfred-stock-price-workflow#4', (it) => `${it} `],
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

test('cloudflare/workers-sdk#13997: a key that a page has shortened is told, and not sent', async () => {
  const accessToken = 'cfut_abcdefgh\u2026stuvwxyz';
  const failed = await failureOf(field.connect('vault', json([]), { secrets: { accessToken } }));
  expect(failed).toMatchObject({ code: 'invalid', field: 'accessToken' });
  expect(failed.got).not.toContain('abcdefgh');
});

test.each(['short', 'two words of a key', 'schlüssel-mit-umlaut', 'x'.repeat(16_385)])(
  '%j is no key, and is not quoted',
  async (accessToken) => {
    const failed = await failureOf(field.connect('vault', json([]), { secrets: { accessToken } }));
    expect(failed).toMatchObject({ code: 'invalid', field: 'accessToken' });
    expect(failed.got).not.toContain(accessToken);
  },
);

const bag = (pem: string) =>
  `Bag Attributes\n    localKeyID: B9 FD 3E 10 61 18 CD D3 27 A3 8D F4 97 C6 2D 1C 4A 7C A0 6C \nsubject=/C=AU/ST=Some-State/O=/CN=\nissuer=/C=AU/ST=Some-State/O=/CN=\n${pem}`;

test.each<[source: string, what: string, paste: (pem: string) => string]>([
  ['rusticata/x509-parser#21', 'bag attributes', bag],
  [
    'elastic/elasticsearch#33168',
    'bag and key attributes',
    (pem) =>
      `Bag Attributes\n    friendlyName: mykey\n    localKeyID: 54 69 6D 65 20 31 35 33 30 30 32 31 38 30 36 37 31 30 \nKey Attributes: <No Attributes>\n${pem}`,
  ],
  ['nuts-foundation/nuts-node#2185', 'line breaks written as \\n', (pem) => pem.replaceAll('\n', '\\n')],
  ['bcgit/bc-java#758', 'empty lines', (pem) => `\n\n${pem.replaceAll('\n', '\n\n')}\n`],
  [
    'nsacyber/HIRS#1103',
    'other text above it',
    (pem) => `EK certificate of the laptop\nasdf 1234 ==\n\n${pem}`,
  ],
  ['variation', 'quotes, as JSON has it', (pem) => `"certificate": "${pem.replaceAll('\n', '\\n')}",`],
  ['variation', 'line ends of Windows as \\r\\n', (pem) => pem.replaceAll('\n', '\\r\\n')],
  ['variation', 'a comment', (pem) => `# the company’s own authority\n${pem}`],
])('%s: a certificate with %s is kept as PEM', (_, __, paste) => {
  expect(parseAuthorities(paste(selfSigned.cert))).toBe(selfSigned.cert);
});

test('bag attributes of a key beside it are no excuse for the key', () => {
  expect(() => parseAuthorities(bag(selfSigned.cert) + selfSigned.key)).toThrow(/private key/);
});

test('hyperledger/fabric-sdk-java#83: two certificates without a line break between them are two', () => {
  expect(parseAuthorities(selfSigned.cert.trimEnd() + apiTest.cert)).toBe(selfSigned.cert + apiTest.cert);
});

test.each<[source: string, typed: string, kept: string]>([
  ['lablup/backend.ai-webui#5714', 'https://dogbowl.cloud.backend.ai/', 'https://dogbowl.cloud.backend.ai'],
  ['keycloak/keycloak-nodejs-admin-client#57', 'http://localhost:8080/auth/', 'http://localhost:8080/auth'],
  ['seerr-team/mobile-app#15', 'https://mydomain.com/', 'https://mydomain.com'],
  ['partkeepr/PartKeepr#517', 'https://partkeepr-installation.tld//', 'https://partkeepr-installation.tld'],
  ['medic/cht-core#1096', ' http://localhost:5984/medic/\n', 'http://localhost:5984/medic'],
])('%s: the address %s is %s', async (_, typed, kept) => {
  const { id } = await field.bridge('connections.save', {
    ...{ id: null, api: 'vault', name: typed, kind: 'development', colour: 'blue', filters: {} },
    baseUrl: typed,
    settings: {},
  });
  const saved = (await field.bridge('connections.list', {})).find((one) => one.id === id);
  expect(saved?.baseUrl).toBe(kept);
});
