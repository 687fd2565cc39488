// What is put in the place of a reply's parts.

export const statusLines = [
  ...[
    'HTTP/1.1',
    'HTTP/9.9 200 OK',
    'HTTP/1.1 99999 X',
    'HTTP/1.1 -1 X',
    'HTTP/1.1 2OO OK',
    'http/1.1 200 OK',
  ],
  ...[
    'HTTP/1.1 200\0 OK',
    'HTTP/1.1  200 OK',
    'HTTP/1.1 200 \xff\xfe',
    'HTTP/1.0 200 OK',
    'HTTP/0.9 200',
    '200 OK',
  ],
  ...[
    'HTTP/1.1 000 X',
    'HTTP/1.1 999 X',
    'ICY 200 OK',
    'HTTP/1.1 200 OK\rX',
    `HTTP/1.1 200 ${'x'.repeat(20_000)}`,
  ],
];

export const headerLines = [
  ...[
    'no colon at all',
    ': no name',
    'X : space before',
    ' X: folded',
    'X: a\r\n\tfolded',
    'X: \0',
    'X\0: a',
    'X: a\nY: b',
  ],
  ...[
    'Content-Length: -1',
    'Content-Length: 99999999999999999999',
    'Content-Length: 1e3',
    'Content-Length: 0x10',
  ],
  ...[
    'Content-Length: 2\r\nContent-Length: 3',
    'Content-Length: 2\r\nTransfer-Encoding: chunked',
    'Content-Length:',
  ],
  ...[
    'Transfer-Encoding: chunked, identity',
    'Transfer-Encoding: gzip',
    'Transfer-Encoding: \0',
    'Connection: x, close',
  ],
  ...[
    'Content-Length: 1',
    'Content-Length: 2, 2',
    'Content-Length: +2',
    'Upgrade: h2c\r\nConnection: upgrade',
  ],
  `X: ${'x'.repeat(70_000)}`,
  `${'x'.repeat(20_000)}: a`,
  'X: a\r\n'.repeat(5000),
  'Content-Length: 2\r\nSet-Cookie: a=b; Domain=evil.test\r\nSet-Cookie: \xff=\xfe\r\nSet-Cookie: =; ; ;',
  `Content-Length: 2\r\nSet-Cookie: a=${'b'.repeat(9000)}`,
];

export const chunks = [
  ...[
    'zz\r\n[]\r\n0\r\n\r\n',
    '-1\r\n[]',
    'FFFFFFFFFFFFFFFFF\r\n[]',
    '2\r\n[]0\r\n\r\n',
    '2\n[]\n0\n\n',
    '\r\n\r\n',
    '2',
  ],
  ...[
    '0x2\r\n[]\r\n0\r\n\r\n',
    '2 \r\n[]\r\n0\r\n\r\n',
    '2\r\n[]\r\n',
    '2\r\n[]\r\n0',
    '3\r\n[]\r\n0\r\n\r\n',
  ],
  ...[
    '2\r\n[]\r\n0\r\nX: \0\r\n\r\n',
    '2\r\n[]\r\n0\r\nContent-Length: 9\r\n\r\n',
    '7FFFFFFF\r\n[]',
    '\0\r\n',
  ],
  `2;${'x'.repeat(20_000)}\r\n[]\r\n0\r\n\r\n`,
  `${'1\r\n \r\n'.repeat(2000)}0\r\n\r\n`,
];

export const types = [
  ...[
    'text/html',
    '',
    'application/octet-stream',
    'application/json; charset=utf-16',
    'multipart/mixed',
    '\xff',
    '*/*',
  ],
  ...[
    'application/jsonp',
    'text/json',
    'application/problem+json; x="',
    `application/${'x'.repeat(9000)}`,
    'image/png',
  ],
];

export const encodings = [
  'gzip',
  'br',
  'deflate',
  'zstd',
  'compress',
  'identity',
  'x',
  'gzip, gzip',
  'br, br, br, br, br, br',
];

export const others = [
  ...[
    'SSH-2.0-OpenSSH_9.2\r\n\r\n',
    '\x15\x03\x01\0\x02\x02\x46',
    '\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64',
    '\r\n\r\n',
  ],
  ...[
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    '220 smtp.test ESMTP\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
    '<html>',
    '',
  ],
];

export const waits = [
  '31536000',
  '-5',
  '0',
  '1e9',
  'soon',
  '',
  '0x10',
  '9'.repeat(400),
  'Thu, 01 Jan 1970 00:00:00 GMT',
  '\xff',
];
