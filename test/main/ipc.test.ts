import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channels } from '../../electron/bridge/crossing/channels.ts';
import type { Reply } from '../../electron/bridge/crossing/connect.ts';
import { contract } from '../../electron/bridge/contract.ts';
import { events } from '../../electron/bridge/events.ts';
import { fail, failure } from '../../electron/bridge/failure.ts';
import { eventHub, serve, type Handlers } from '../../electron/bridge/crossing/serve.ts';
import { forwardEvents, serveIpc } from '../../electron/main/ipc.ts';

type Answer = (event: unknown, ...given: unknown[]) => Promise<Reply>;

const own = { sender: { id: 7 }, senderFrame: { parent: null, url: 'app://page/index.html' } };
const methods = Object.keys(contract);

/** Both halves as they are in the app, on handlers that only note that they ran. */
function served(handler: (input: unknown) => Promise<unknown>, window: { id: number } | null = { id: 7 }) {
  const registered = new Map<string, Answer>();
  const reports: unknown[] = [];
  const handlers = Object.fromEntries(methods.map((method) => [method, handler]));
  const host = serve(handlers as unknown as Handlers, eventHub(), (_, error) => reports.push(error));
  const handle = (channel: string, answer: unknown) => void registered.set(channel, answer as Answer);
  serveIpc({ handle }, host, () => window);
  const answer = registered.get(channels.invoke);
  if (!answer) throw new Error('nothing answers the calls');
  return { answer, reports, channels: [...registered.keys()] };
}

describe('who may call', () => {
  const frames = {
    'our page': own.senderFrame,
    'our page with a query': { parent: null, url: 'app://page/index.html?x#y' },
    'a frame within our page': { parent: own.senderFrame, url: 'app://page/index.html' },
    'no frame': null,
    'another host': { parent: null, url: 'app://page.evil/' },
    'a user of our host': { parent: null, url: 'app://x@page/' },
    'the web': { parent: null, url: 'https://page/index.html' },
    'a file': { parent: null, url: 'file:///index.html' },
    'about:blank': { parent: null, url: 'about:blank' },
    nowhere: { parent: null, url: '' },
  };
  const senders = { 'our window': 7, 'another window': 8 };
  const windows = { 'with our window': { id: 7 }, 'before there is a window': null };
  const calls = { 'a call there is': 'app.about', 'a call there is not': 'keys.get', 'no name': 7 };
  const all = Object.keys(frames).flatMap((frame) =>
    Object.keys(senders).flatMap((sender) =>
      Object.keys(windows).flatMap((window) =>
        Object.keys(calls).map((call) => [frame, sender, window, call] as const),
      ),
    ),
  );

  test.each(all)('%s, %s, %s, %s', async (frame, sender, window, call) => {
    let ran = 0;
    const about = { version: '1', shell: 'desktop' };
    const { answer } = served(async () => (ran += 1) && about, windows[window as keyof typeof windows]);
    const senderFrame = frames[frame as keyof typeof frames];
    const event = { sender: { id: senders[sender as keyof typeof senders] }, senderFrame };
    const reply = await answer(event, calls[call as keyof typeof calls], {});
    const ours = ['our page', 'our page with a query'].includes(frame);
    const mayCall = ours && sender === 'our window' && window === 'with our window';
    expect(ran).toBe(mayCall && call === 'a call there is' ? 1 : 0);
    if (!mayCall || call === 'no name') expect(reply).toMatchObject({ failure: { code: 'forbidden' } });
    else if (call === 'a call there is not')
      expect(reply).toMatchObject({ failure: { code: 'unsupported' } });
  });

  test('who may not is told so, and nothing else', async () => {
    const { answer } = served(async () => ({}));
    expect(await answer({ ...own, senderFrame: null }, 'app.about', {})).toEqual({
      ok: false,
      failure: failure({
        ...{ code: 'forbidden', tried: 'a call', next: 'report' },
        got: 'the call did not come from Sessiondeck’s own page',
      }),
    });
  });

  test('there is one channel for calls and one for the pieces of their replies, and no other', () => {
    expect(served(async () => ({})).channels).toEqual([channels.invoke, channels.more]);
  });
});

test('every event reaches the window on the one channel, until it is stopped', () => {
  const names = Object.keys(events);
  const listeners = new Map<string, (payload: unknown) => void>();
  const sent: unknown[] = [];
  const stop = forwardEvents(
    { send: (...given: unknown[]) => void sent.push(given) },
    {
      invoke: () => Promise.reject(new Error('no call was expected')),
      subscribe(event, listener) {
        listeners.set(event, listener);
        return () => listeners.delete(event);
      },
    },
  );
  for (const [event, listener] of listeners) listener({ of: event });
  expect(names.length).toBeGreaterThan(10);
  expect(sent).toEqual(names.map((event) => [channels.event, event, { of: event }]));
  stop();
  expect([...listeners]).toEqual([]);
});

describe('what is called', () => {
  const hostile = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''];
  const anything = fc.anything({
    ...{ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true },
    ...{ withObjectString: true, withTypedArray: true, withSparseArray: true, maxDepth: 1, maxKeys: 3 },
  });

  test('inputs of any shape: each is answered, none that is invalid reaches a handler', async () => {
    const reached: unknown[] = [];
    const { answer, reports } = served(async (input) => {
      reached.push(input);
      return {};
    });
    const method = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...methods, ...hostile) }, anything);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(method, anything, async (name, input) => {
        const before = reached.length;
        const reply = await answer(own, name, input);
        const valid =
          typeof name === 'string' &&
          methods.includes(name) &&
          contract[name as keyof typeof contract].input.safeParse(input).success;
        if (!reply.ok) refused += 1;
        return reached.length === before + (valid ? 1 : 0);
      }),
      { numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(0);
    // What the noting handlers answer is no output of most calls; that is the only thing to report.
    expect(reports.every((error) => error instanceof Error && error.constructor.name === 'ZodError')).toBe(
      true,
    );
  });

  test.each(methods)('%s refuses a field that it does not know', async (method) => {
    let ran = 0;
    const { answer } = served(async () => (ran += 1));
    const reply = await answer(own, method, { __unknown: 'x'.repeat(10) });
    expect([ran, reply]).toMatchObject([0, { ok: false, failure: { code: 'invalid' } }]);
  });
});

describe('what crosses back', () => {
  const canary = 'sk_live_canary';
  const text = `${canary} at https://api.example.com/v1?key=${canary} in /home/ann/app.js`;
  const leaks = /sk_live|https?:|\/home|\.ts\b|\bat .*\(|stack|Error/;

  function rejected(reason: unknown): Promise<never> {
    const { promise, reject } = Promise.withResolvers<never>();
    reject(reason);
    return promise;
  }

  class Odd extends Error {
    readonly headers = { authorization: canary };
    override readonly cause = new Error(text);
  }

  test.each<[string, () => Promise<unknown>]>([
    ['an error', () => Promise.reject(new Error(text))],
    ['an error with headers and a cause', () => Promise.reject(new Odd(text))],
    ['a text', () => rejected(text)],
    ['nothing', () => rejected(undefined)],
    ['a type error of our own', async () => (undefined as unknown as { x: string }).x],
    ['an answer of another shape', async () => ({ secret: text })],
    ['an error that JSON.parse quotes its input in', async () => JSON.parse(text) as unknown],
  ])('%s thrown within becomes a failure without stack, path, address or secret', async (_, handler) => {
    const { answer, reports } = served(handler);
    const reply = await answer(own, 'app.about', {});
    expect(reply).toMatchObject({ ok: false, failure: { code: 'internal', tried: 'app.about' } });
    expect(JSON.stringify(structuredClone(reply))).not.toMatch(leaks);
    expect(reports).toHaveLength(1);
  });

  test('a failure crosses with its own words, so that the claims above can fail', async () => {
    const { answer } = served(async () => fail({ code: 'refused', tried: 'x', got: text }));
    expect(JSON.stringify(await answer(own, 'app.about', {}))).toMatch(leaks);
  });

  test('a refused input is not repeated', async () => {
    const { answer } = served(async () => ({}));
    const reply = await answer(own, 'keys.put', { connectionId: canary.repeat(9), secrets: { [canary]: 7 } });
    expect(reply).toMatchObject({ failure: { code: 'invalid' } });
    expect(JSON.stringify(reply)).not.toMatch(leaks);
  });
});
