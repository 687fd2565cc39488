import type { LookupAddress } from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetch } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isRefusedAddress } from '../electron/host/addresses.ts';
import { openDispatcher } from '../electron/host/http.ts';
import { networkFailure } from '../electron/host/network-failure.ts';

test.each([
  '169.254.169.254',
  '169.254.0.1',
  'fe80::1',
  '[fe80::1]',
  'febf::1',
  'fd00:ec2::254',
  'FD00:EC2:0:0:0:0:0:254',
  '::ffff:169.254.169.254',
  '[::ffff:a9fe:a9fe]',
])('%s is never called', (address) => {
  expect(isRefusedAddress(address)).toBe(true);
});

test.each([
  '127.0.0.1',
  '::1',
  '169.253.255.255',
  '169.255.0.1',
  'fec0::1',
  'fd00:ec2::253',
  'api.example.com',
  '',
])('%j is no refused address', (address) => {
  expect(isRefusedAddress(address)).toBe(false);
});

describe('a host name', () => {
  let server: Server;
  let port = 0;
  let asked = 0;
  beforeAll(async () => {
    server = createServer((_, response) => {
      asked += 1;
      response.end('reached');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  beforeEach(() => (asked = 0));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  /** Fetches by a name that leads to these addresses, one after another. */
  async function ask(...answers: LookupAddress[][]): Promise<string[]> {
    const dispatcher = openDispatcher({
      resolve: (_, __, callback) => callback(null, answers.shift() ?? []),
    });
    const got: string[] = [];
    while (answers.length > 0) {
      try {
        const headers = { connection: 'close' };
        got.push(await (await fetch(`http://rebind.test:${port}/`, { dispatcher, headers })).text());
      } catch (error) {
        got.push(networkFailure(error).got);
      }
    }
    await dispatcher.close();
    return got;
  }

  const here = { address: '127.0.0.1', family: 4 };
  const metadata = { address: '169.254.169.254', family: 4 };
  const refusal = expect.stringContaining('never called (REFUSED_ADDRESS)') as string;

  test('that leads here is called: the claims below can fail', async () => {
    expect(await ask([here])).toEqual(['reached']);
  });

  test('that leads to a metadata service is not called', async () => {
    expect(await ask([metadata])).toEqual([refusal]);
    expect(asked).toBe(0);
  });

  test('that leads there beside an address that may be called is not called either', async () => {
    expect(await ask([here, metadata])).toEqual([refusal]);
    expect(asked).toBe(0);
  });

  test('that is changed between two calls is checked at each', async () => {
    expect(await ask([here], [metadata], [here])).toEqual(['reached', refusal, 'reached']);
    expect(asked).toBe(2);
  });

  test('that leads nowhere is a failure in words', async () => {
    expect(await ask([])).toEqual(['the connection failed']);
  });
});
