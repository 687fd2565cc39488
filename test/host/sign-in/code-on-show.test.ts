import { expect, test } from 'vitest';
import { toStatus } from '../../../electron/adapters/nextauth-row.ts';
import { check, movableClock, eachOnNewGround, showCode, type Ground } from './support.ts';

// What a server says of a code that is on show takes it off the screen only where it says another one.

let ground: Ground;
eachOnNewGround((fresh) => (ground = fresh));

test.each([
  ['YWJj', 'YWJj'],
  ['YQ', 'YQ=='],
  ['YQ==\n', 'YQ=='],
  ['-_-_', '+/+/'],
  ['!!!!', null],
  ['YWJjY', null],
  ['ключ', null],
  ['', null],
  ['A'.repeat(20_000), null],
])('a code that the status gives as %j is %j', (loginqrdata, qr) => {
  expect(toStatus({ loggedin: false, loginqrdata }).qr).toBe(qr);
});

/** Has the server spell the code of every status in another way. */
function spelling(change: (code: string) => string | null): void {
  const { tables } = ground;
  for (const request of tables().requests)
    if (request.qr !== null) Object.assign(request, { qr: change(request.qr) ?? '' });
}

test.each<[string, (code: string) => string | null]>([
  ['is left out', () => null],
  ['is no base64', () => '!not a code!'],
  [
    'is the same in base64url, without its padding',
    (code) => code.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  ],
])('a code stays on show, and its time goes on, although in the status it %s', async (_, change) => {
  const goOn = movableClock();
  const attempt = await showCode(ground);
  goOn(20_000);
  spelling(change);
  const later = await check(ground, attempt);
  expect(later.payload).toBe(attempt.payload);
  expect(later.wait?.left).toBeLessThanOrEqual(40_000);
});

test('another code takes its place, and has its own time', async () => {
  const goOn = movableClock();
  const attempt = await showCode(ground);
  goOn(20_000);
  spelling(() => Buffer.from('another code').toString('base64'));
  const later = await check(ground, attempt);
  expect(later.payload).toBe(Buffer.from('another code').toString('base64'));
  expect(later.wait?.left).toBeGreaterThan(50_000);
});
