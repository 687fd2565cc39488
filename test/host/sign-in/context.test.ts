import { syncBuiltinESMExports } from 'node:module';
import os, { type NetworkInterfaceInfo } from 'node:os';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eachOnNewGround, type Ground } from './support.ts';

const at = (address: string, internal: boolean) =>
  [{ address, family: 'IPv4', internal }] as NetworkInterfaceInfo[];

/** Puts the computer into a network, as it finds itself there. */
function joinNetwork(address: string): void {
  const found = { lo: at('127.0.0.1', true), wifi: at(address, false) };
  vi.spyOn(os, 'networkInterfaces').mockReturnValue(found);
  syncBuiltinESMExports();
}

let ground: Ground;
beforeEach(() => joinNetwork('192.0.2.10'));
afterEach(() => syncBuiltinESMExports());
eachOnNewGround((fresh) => (ground = fresh));

/** What the phone got with the latest question. */
const onPhone = () => ground.phone.pending().at(-1);

test('a code and a push show the address of the network that the computer is in by then', async () => {
  const { bridge, connectionId } = ground;
  const first = await bridge('signIn.qr', { connectionId });
  joinNetwork('198.51.100.7');
  const second = await bridge('signIn.qr', { connectionId });
  const target = { kind: 'user', userId: 'alice' } as const;
  const push = await bridge('signIn.preparePush', { connectionId, target, reason: '' });
  expect([first.preview?.shown.ip, second.preview?.shown.ip, push.shown.ip]).toEqual([
    '192.0.2.10',
    '198.51.100.7',
    '198.51.100.7',
  ]);
});

test('a code shows a check code, the connection and the reason, and the phone gets the same', async () => {
  const { bridge, connectionId } = ground;
  const { preview, attemptId } = await bridge('signIn.qr', { connectionId, reason: 'Night shift' });
  const [connection] = (await bridge('connections.list', {})).filter(({ id }) => id === connectionId);
  expect(preview?.checkCode).toMatch(/^\d\d$/);
  const info = {
    'Check code': preview?.checkCode,
    Connection: connection?.name,
    Reason: 'Night shift',
    Note: expect.stringContaining('Only confirm what you asked for') as string,
  };
  expect(preview?.shown.info).toMatchObject(info);
  expect(JSON.stringify(onPhone())).toContain('Night shift');
  // Every later look at it shows the same.
  expect((await bridge('signIn.check', { connectionId, attemptId })).preview).toEqual(preview);
});

test('the picture that is saved asks the phone the same question', async () => {
  const { bridge, connectionId, api } = ground;
  const { attemptId } = await bridge('signIn.qr', { connectionId, reason: 'Night shift' });
  await bridge('signIn.picture', { connectionId, attemptId, size: 200 });
  const bodies = api.requests
    .filter(({ path }) => path.includes('/qr/login'))
    .map(({ body }) => JSON.stringify(body));
  expect(bodies).toHaveLength(2);
  expect(bodies[1]).toBe(bodies[0]);
  expect(bodies[0]).toContain('Night shift');
});
