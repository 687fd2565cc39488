import { afterEach, describe, expect, test, vi } from 'vitest';
import { connect, type Bridge } from '../../electron/bridge/crossing/connect.ts';
import { contract, type Method } from '../../electron/bridge/contract.ts';
import { BridgeError, fail, failure } from '../../electron/bridge/failure.ts';
import { eventHub, serve, type Handlers } from '../../electron/bridge/crossing/serve.ts';
import { carriers, type Carried } from '../support/shells/carriers.ts';

const notAsked = () => fail({ code: 'internal', tried: 'a test', got: 'not expected to be asked' });

function handlersWith(own: Partial<Handlers>): Handlers {
  const names = Object.keys(contract) as Method[];
  return { ...Object.fromEntries(names.map((name) => [name, notAsked])), ...own } as Handlers;
}

const connection = {
  id: 'c1',
  api: 'clerk',
  name: 'Grün & Søn',
  kind: 'staging',
  colour: 'blue',
  baseUrl: 'https://api.example.com',
  settings: {},
  filters: {},
} as const;

describe.each(Object.entries(carriers))('over %s', (_, open) => {
  let carried: Carried | undefined;
  const hub = eventHub();
  const report = vi.fn<(method: string, error: unknown) => void>();

  async function bridgeOf(own: Partial<Handlers>): Promise<Bridge> {
    carried = await open(serve(handlersWith(own), hub, report));
    return connect(carried.carrier);
  }

  afterEach(async () => {
    await carried?.stop();
    report.mockReset();
  });

  test('a call brings back what its handler returned', async () => {
    const bridge = await bridgeOf({ 'connections.list': () => Promise.resolve([connection]) });
    expect(await bridge('connections.list', {})).toEqual([connection]);
  });

  test('a handler gets its input as it was sent', async () => {
    const remove = vi.fn<Handlers['connections.remove']>(() => Promise.resolve({}));
    const bridge = await bridgeOf({ 'connections.remove': remove });
    await bridge('connections.remove', { connectionId: 'ä/../b' });
    expect(remove).toHaveBeenCalledWith({ connectionId: 'ä/../b' });
  });

  test('a field that the contract does not declare stays behind', async () => {
    const withKey = { ...connection, secretKey: 'sk_live_leaked' };
    const bridge = await bridgeOf({ 'connections.list': () => Promise.resolve([withKey]) });
    expect(JSON.stringify(await bridge('connections.list', {}))).not.toContain('sk_live_leaked');
  });

  test('a failure arrives whole, as data', async () => {
    const failed = failure({
      code: 'rate-limited',
      tried: 'GET /sessions',
      got: '429 too many',
      status: 429,
      retryAt: 1_800_000_000_000,
      traceId: 't1',
    });
    const bridge = await bridgeOf({ 'apis.list': () => Promise.reject(new BridgeError(failed)) });
    const error = await bridge('apis.list', {}).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(BridgeError);
    const { retryIn, ...rest } = (error as BridgeError).failure;
    expect(rest).toEqual(failed);
    // As the host counts it when the failure leaves: the page's clock may say something else.
    expect(Math.abs((failed.retryAt ?? 0) - Date.now() - (retryIn ?? 0))).toBeLessThan(60_000);
  });

  test('a fault of ours arrives without its message and its stack', async () => {
    const bridge = await bridgeOf({ 'apis.list': () => Promise.reject(new Error('key sk_live_secret')) });
    const { failure: failed } = (await bridge('apis.list', {}).catch(
      (caught: unknown) => caught,
    )) as BridgeError;
    expect(failed.code).toBe('internal');
    expect(JSON.stringify(failed)).not.toMatch(/sk_live|\.ts|at /);
    expect(report).toHaveBeenCalledOnce();
  });

  test('an answer of the wrong shape is a fault of ours, not passed on', async () => {
    const wrong = [{ id: 7 }] as unknown as Awaited<ReturnType<Handlers['connections.list']>>;
    const bridge = await bridgeOf({ 'connections.list': () => Promise.resolve(wrong) });
    await expect(bridge('connections.list', {})).rejects.toThrow('internal');
  });

  test('wrong input is refused by field and rule, and its value is not repeated', async () => {
    const put = vi.fn<Handlers['keys.put']>();
    const bridge = await bridgeOf({ 'keys.put': put });
    const input = { connectionId: 'c1', secrets: { key: { nested: 'sk_live_secret' } } };
    const { failure: failed } = (await bridge('keys.put', input as never).catch(
      (e: unknown) => e,
    )) as BridgeError;
    expect(failed).toMatchObject({ code: 'invalid', field: 'secrets.key' });
    expect(JSON.stringify(failed)).not.toContain('sk_live_secret');
    expect(put).not.toHaveBeenCalled();
  });

  test('an input field that the contract does not know is refused', async () => {
    const bridge = await bridgeOf({ 'apis.list': () => Promise.resolve([]) });
    await expect(bridge('apis.list', { url: 'https://evil.example' } as never)).rejects.toThrow('invalid');
    expect(await bridge('apis.list', {})).toEqual([]);
  });

  test.each(['no.such', 'toString', '__proto__', ''])('there is no call named %j', async (name) => {
    const bridge = await bridgeOf({});
    await expect(bridge(name as never, {} as never)).rejects.toThrow(/unsupported|unreachable/);
  });

  test('an event reaches its listeners, until they stop listening', async () => {
    const bridge = await bridgeOf({ 'apis.list': () => Promise.resolve([]) });
    const heard: string[] = [];
    const stop = bridge.on('sessions.changed', ({ connectionId }) => heard.push(connectionId));
    bridge.on('keys.changed', ({ connectionId }) => heard.push(`key ${connectionId}`));
    // Over HTTP it takes a moment until the page listens.
    const publish = () => {
      hub.publish('sessions.changed', { connectionId: 'c1' });
      return heard;
    };
    await expect.poll(publish).toContain('c1');
    stop();
    heard.length = 0;
    hub.publish('sessions.changed', { connectionId: 'c1' });
    hub.publish('keys.changed', { connectionId: 'c2' });
    await expect.poll(() => heard).toContain('key c2');
    expect(heard).toEqual(['key c2']);
  });
});

test('the bridge has no way to get a key out', () => {
  const names = Object.keys(contract);
  expect(names.filter((name) => name.startsWith('keys.'))).toEqual([
    'keys.put',
    'keys.save',
    'keys.forget',
    'keys.status',
    'keys.signIn',
  ]);
});
