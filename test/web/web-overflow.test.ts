import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { overflowPage } from '../../electron/web/overflow.ts';
import { openShell, statusOf } from '../support/shells/web-shell.ts';

let open: Awaited<ReturnType<typeof openShell>>;
beforeEach(async () => {
  open = await openShell();
});
afterEach(() => open.shell.close());

/** Cookies as another program sets them, of so many bytes in all. */
function cookies(bytes: number): string {
  const many = Array.from(
    { length: Math.ceil(bytes / 1000) },
    (_, nth) => `${nth}-of-another=${'v'.repeat(980)}`,
  );
  return many.join('; ').slice(0, bytes);
}

/** Opens the page with these cookies, as a browser does: it sends all of its request before it reads. */
async function visit(cookie: string): Promise<string> {
  const socket = connect({ port: open.shell.port, host: '127.0.0.1', allowHalfOpen: true });
  const answer = text(socket);
  const head = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${open.shell.port}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`;
  await new Promise((resolve) => socket.write(head, resolve));
  return answer.finally(() => socket.destroy());
}

test.each([24_000, 60_000])('opens with %i bytes of cookies that other programs have set', async (bytes) => {
  const answer = await visit(cookies(bytes));
  expect(statusOf(answer)).toBe(200);
  expect(answer).toContain('<title>Sessiondeck</title>');
});

test.each([70_000, 720_000])(
  'with %i bytes it says whose cookies these are and how to clear them',
  async (bytes) => {
    const answer = await visit(cookies(bytes));
    expect(statusOf(answer)).toBe(431);
    const [head = '', page = ''] = answer.split('\r\n\r\n');
    expect(head).toContain('Content-Type: text/html');
    expect(head).toContain(`Content-Length: ${Buffer.byteLength(page)}`);
    expect(page).toContain('Clear the cookies of <b>127.0.0.1</b>');
    expect(page).toContain('Löschen Sie die Cookies');
    expect(page).toMatch(/<code>\d+-of-another<\/code>/);
    expect(page).not.toContain('vvv');
    expect(open.effects).toEqual([]);
  },
);

test('whatever else cannot be read as a request still gets no word', async () => {
  const socket = connect(open.shell.port, '127.0.0.1');
  const answer = text(socket);
  socket.write('no HTTP\r\n\r\n');
  expect(await answer).toMatch(/^HTTP\/1\.1 400 [^]*Content-Length: 0\r\n\r\n$/);
});

test('it names the largest cookies and nothing that is no name of one, and can be read from any part of a head', () => {
  const named = (head: string) =>
    [...overflowPage(Buffer.from(head)).matchAll(/<code>(.*?)<\/code>/g)].map((one) => one[1]);
  const links = ['chrome://settings/content/all', 'chrome://settings/content/all'];
  const own = (head: string) => named(head).filter((name) => !links.includes(name ?? ''));
  expect(own('GET / HTTP/1.1\r\nX: a=b\r\nCookie: small=1; large=123456')).toEqual([
    'large',
    'small',
    'large',
    'small',
  ]);
  expect(own('alue; second=2; <b>=3; a&b=12; nothing')).toEqual(['second', 'a&amp;b', 'second', 'a&amp;b']);
  expect(own(`x=1; ${'y'.repeat(61)}=2`)).toEqual(['x', 'x']);
  expect(own('')).toEqual([]);
  expect(new Set(own(cookies(100_000))).size).toBe(10);
});
