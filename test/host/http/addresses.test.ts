import type { LookupAddress } from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetch } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkedLookup, isRefusedAddress } from '../../../electron/host/http/addresses.ts';
import { openDispatcher } from '../../../electron/host/http/route/dispatcher.ts';
import { networkFailure } from '../../../electron/host/http/name-failure.ts';
import { direct, type Route } from '../../../electron/host/http/route/route.ts';

test.each([
  '169.254.169.254',
  '169.254.0.1',
  'fe80::1',
  '[fe80::1]',
  'febf::1',
  'fd00:ec2::254',
  'FD00:EC2:0:0:0:0:0:254',
  'fe80::1%eth0',
  'fd00:0ec2:0000::0254',
  '::ffff:169.254.169.254',
  '::169.254.169.254',
  '64:ff9b::169.254.169.254',
  '64:ff9b::a9fe:0',
  '2002:a9fe:a9fe::1',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  'fd20:ce::254',
  'fd00:ec2::23',
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
  // Private networks, where our own servers are.
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  'fd12:3456::1',
  '64:ff9b::10.0.0.1',
  '::ffff:127.0.0.1',
  'api.example.com',
  '169.254.169.254.example.com',
  '169.254.169.25[4]',
  '[1]69.254.169.254',
  '',
])('%j is no refused address', (address) => {
  expect(isRefusedAddress(address)).toBe(false);
});

describe('a look-up', () => {
  const here = { address: '127.0.0.1', family: 4 };
  const there = { address: 'fd00::1', family: 6 };
  const metadata = { address: 'fe80::1', family: 6 };

  /** What a socket is given that asks for one address, or for all of them. */
  function lookUp(
    all: boolean,
    error: NodeJS.ErrnoException | null,
    addresses?: LookupAddress[],
    name = 'api.test',
  ) {
    const asked: unknown[] = [];
    const look = checkedLookup((hostname, options, callback) => {
      asked.push({ hostname, ...options });
      callback(error, addresses);
    });
    let given: unknown[] = [];
    look(name, { all, family: 6, hints: 7 }, (...got) => (given = got));
    return { asked, given };
  }

  test('always asks for every address, and otherwise as the socket wants', () => {
    for (const all of [true, false])
      expect(lookUp(all, null, [here]).asked).toEqual([
        { hostname: 'api.test', all: true, family: 6, hints: 7 },
      ]);
  });

  test('gives the socket what it asked for: all addresses, or the first', () => {
    expect(lookUp(true, null, [here, there]).given).toEqual([null, [here, there]]);
    expect(lookUp(false, null, [there, here]).given).toEqual([null, 'fd00::1', 6]);
  });

  test.each([true, false])('gives no address where any is refused; all: %j', (all) => {
    const { given } = lookUp(all, null, [here, metadata]);
    expect(given).toEqual([expect.objectContaining({ name: 'RefusedAddress', code: 'REFUSED_ADDRESS' }), '']);
    expect(String(given[0])).toContain('this host name leads to a refused address');
  });

  test.each([
    [[here], true],
    [
      [
        { address: '127.10.20.30', family: 4 },
        { address: '::1', family: 6 },
      ],
      true,
    ],
    [[{ address: '::ffff:127.0.0.1', family: 6 }], true],
    [[{ address: '10.0.0.1', family: 4 }], false],
    [[here, { address: '203.0.113.1', family: 4 }], false],
    [[there], false],
  ])('of localhost, which is spoken to without TLS, leads to this machine alone: %j', (addresses, goes) => {
    const { given } = lookUp(true, null, addresses, 'localhost');
    if (goes) expect(given).toEqual([null, addresses]);
    else expect(given[0]).toMatchObject({ name: 'RefusedAddress', code: 'NOT_THIS_MACHINE' });
    expect(lookUp(true, null, addresses).given, 'any other name may lead there').toEqual([null, addresses]);
  });

  test('gives on what the system says, and has words where it says nothing', () => {
    const unknown = Object.assign(new Error('unknown'), { code: 'ENOTFOUND' });
    expect(lookUp(false, unknown).given).toEqual([unknown, '']);
    expect(lookUp(false, unknown, [here]).given).toEqual([unknown, '']);
    expect(lookUp(false, null, []).given).toEqual([new Error('no address'), '']);
    expect(lookUp(false, null).given).toEqual([new Error('no address'), '']);
  });
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
  const ask = (...answers: LookupAddress[][]) => askBy('rebind.test', undefined, answers);

  async function askBy(
    name: string,
    route: Route | undefined,
    answers: LookupAddress[][],
  ): Promise<string[]> {
    const dispatcher = openDispatcher(route, (_, __, callback) => callback(null, answers.shift() ?? []));
    const got: string[] = [];
    while (answers.length > 0) {
      try {
        const headers = { connection: 'close' };
        got.push(await (await fetch(`http://${name}:${port}/`, { dispatcher, headers })).text());
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

  test('that is a proxy’s is checked as well', async () => {
    const route = { ...direct, proxy: `http://proxy.test:${port}` };
    expect(await askBy('rebind.test', route, [[metadata]])).toEqual([refusal]);
    expect(asked).toBe(0);
  });

  test('that is localhost and leads elsewhere is a failure in words', async () => {
    const elsewhere = [{ address: '203.0.113.1', family: 4 }];
    expect(await askBy('localhost', undefined, [elsewhere])).toEqual([
      expect.stringMatching(/^the name localhost leads to another machine/),
    ]);
    expect(await askBy('localhost', undefined, [[here]])).toEqual(['reached']);
  });

  test('that leads nowhere is a failure in words', async () => {
    expect(await ask([])).toEqual(['the connection failed']);
  });

  test('that nobody knows is one as well, when it is the system that says so', async () => {
    const dispatcher = openDispatcher();
    const failed = await fetch('http://nobody.invalid/', { dispatcher }).catch(networkFailure);
    expect(failed).toMatchObject({ code: 'unreachable', got: expect.stringMatching(/host name/) as string });
    await dispatcher.close();
  });

  test('and what leads to a private network may be called: that is where such servers are', async () => {
    expect(await ask([{ address: '::ffff:127.0.0.1', family: 6 }])).toEqual(['reached']);
  });
});
