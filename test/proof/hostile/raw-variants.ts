/** A request as it goes over the wire. */
export interface RawRequest {
  what: string;
  target: string;
  method: string;
  /** In this order; a name may occur twice. */
  headers: [string, string][];
  body: string;
}

/** What makes a good request a bad one. */
interface Fault {
  what: string;
  spoil(request: RawRequest): RawRequest;
}

type Headers = RawRequest['headers'];

function without(headers: Headers, name: string): Headers {
  return headers.filter(([given]) => given.toLowerCase() !== name.toLowerCase());
}

/** Replaces a header by these values, each in a line of its own; none: it is left out. */
function header(name: string, ...values: string[]): Fault {
  const given = values.length > 0 ? values.map((value) => JSON.stringify(value)).join(' and ') : 'missing';
  return {
    what: `${name} ${given}`,
    spoil: (request) => ({
      ...request,
      headers: [...without(request.headers, name), ...values.map((value): [string, string] => [name, value])],
    }),
  };
}

function hosts(port: number): Fault[] {
  const own = `127.0.0.1:${port}`;
  const names = [
    'evil.test',
    'x.localhost',
    'localhost.',
    '127.0.0.1.',
    '127.0.0.1.evil.test',
    '127.1',
    '127.0.0.2',
  ];
  const spellings = ['0.0.0.0', '0', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.0.0.1', '0177.0.0.1'];
  const others = [
    'evil.test',
    '127.0.0.1',
    'localhost',
    '127.0.0.1:1',
    `${own}, evil.test`,
    `evil@${own}`,
    `${own}/`,
  ];
  const odd = [`${own}.`, `127.0.0.1:0${port}`, `127.0.0.1:${port + 65_536}`, ''];
  return [
    ...[...names, ...spellings].map((name) => header('Host', `${name}:${port}`)),
    ...[...others, ...odd].map((name) => header('Host', name)),
    header('Host'),
    header('Host', own, 'evil.test'),
    header('Host', 'evil.test', own),
    header('Host', own, own),
    ...['http://evil.test', 'https://127.0.0.1', `http://evil.test:${port}`].map((origin) => ({
      what: `absolute form ${origin}`,
      spoil: (request: RawRequest) => ({ ...request, target: origin + request.target }),
    })),
  ];
}

function origins(port: number): Fault[] {
  const own = `http://127.0.0.1:${port}`;
  const others = [
    'null',
    '',
    'http://evil.test',
    `https://127.0.0.1:${port}`,
    `${own}.evil.test`,
    `${own}/`,
    `${own}@evil.test`,
  ];
  const near = [
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    `http://evil.test:${port}`,
    `http://x.localhost:${port}`,
  ];
  const odd = [
    'file://',
    'chrome-extension://abcdefgh',
    `${own} http://evil.test`,
    `HTTP://127.0.0.1:${port}`,
    '*',
  ];
  return [
    ...[...others, ...near, ...odd].map((origin) => header('Origin', origin)),
    header('Origin', own, 'http://evil.test'),
    ...['cross-site', 'same-site', 'none', 'same-origin, cross-site', 'SAME-ORIGIN', ''].map((site) =>
      header('Sec-Fetch-Site', site),
    ),
    header('Origin'),
  ];
}

const types = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/json',
  '*/*',
  '',
];

function tokens(token: string): Fault[] {
  const name = 'X-Sessiondeck-Token';
  const wrong = [
    '',
    'x',
    token.slice(1),
    // As much of it as a careless comparison might look at.
    ...[8, 16, 32, 42].map((length) => token.slice(0, length)),
    ...[8, 16, 32, 42].map((length) => token.slice(0, length).padEnd(token.length, '-')),
    `${token}x`,
    token.toLowerCase(),
    token.toUpperCase(),
    `${token} ${token}`,
  ];
  const elsewhere = (what: string, change: (request: RawRequest) => Partial<RawRequest>): Fault => ({
    what: `token ${what}`,
    spoil: (request) => ({ ...request, headers: without(request.headers, name), ...change(request) }),
  });
  const moved = (to: string, value: string) =>
    elsewhere(`in ${to}`, ({ headers }) => ({ headers: [...without(headers, name), [to, value]] }));
  return [
    ...wrong.map((value) => header(name, value)),
    header(name),
    header(name, token, 'x'),
    header(name, 'x', token),
    moved('Cookie', `token=${token}`),
    moved('Authorization', `Bearer ${token}`),
    moved('Referer', `http://127.0.0.1/#${token}`),
    elsewhere('in the query', ({ target }) => ({ target: `${target}?token=${token}` })),
    elsewhere('in the body', () => ({ body: JSON.stringify({ token }) })),
  ];
}

function methods(): Fault[] {
  return ['OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'GET', 'HEAD', 'PROPFIND'].map((method) => ({
    what: method,
    spoil: (request: RawRequest) => ({ ...request, method }),
  }));
}

/** Every hostile variant of a request to the shell that needs the token and has an effect. */
export function spoilt(request: RawRequest, port: number, token: string | null): RawRequest[] {
  const ofPost = types.map((type) => header('Content-Type', type));
  const upgrade: Fault = {
    what: 'upgrade',
    spoil: (given) => ({
      ...given,
      headers: [...given.headers, ['Connection', 'Upgrade'], ['Upgrade', 'websocket']],
    }),
  };
  const faults = [...hosts(port), ...origins(port), ...ofPost, header('Content-Type'), ...methods(), upgrade];
  return [...faults, ...(token === null ? [] : tokens(token))].map((fault) => ({
    ...fault.spoil(request),
    what: `${request.what}, ${fault.what}`,
  }));
}

/** Hostile variants of a request that anybody may make who comes by the right name: a static file, the mock server. */
export function strange(request: RawRequest, port: number): RawRequest[] {
  const own = origins(port).filter(({ what }) => !/missing|"none"|""/.test(what));
  return [...hosts(port), ...own].map((fault) => ({
    ...fault.spoil(request),
    what: `${request.what}, ${fault.what}`,
  }));
}

/** Paths that would lead out of the folder of the page. */
export const waysOut = [
  ...[
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/%252e%252e/package.json',
    '/..\\package.json',
  ],
  ...[
    '//package.json',
    '/./../package.json',
    '/assets/../../package.json',
    '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
  ],
  ...[
    '/%00index.html',
    '/index.html%00.png',
    '/etc/passwd',
    '/../../../../etc/passwd',
    '/%c0%ae%c0%ae/package.json',
  ],
  ...[
    '/main/index.js',
    '/../main/index.js',
    '/.git/config',
    '/index.html/../../package.json',
    '/file:///etc/passwd',
  ],
];
