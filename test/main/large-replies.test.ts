import { serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { channels } from '../../electron/bridge/crossing/channels.ts';
import type { Reply } from '../../electron/bridge/crossing/connect.ts';
import { serveIpc } from '../../electron/main/ipc.ts';
import { exposedCarrier } from '../../electron/preload/expose.ts';

// Electron copies whatever crosses in one turn of the main process: a large reply crosses in pieces, and arrives whole.

const own = { sender: { id: 1 }, senderFrame: { parent: null, url: 'app://page/index.html' } };
const stranger = { sender: { id: 2 }, senderFrame: own.senderFrame };
type Answer = (event: unknown, ...given: unknown[]) => Promise<unknown>;

/** Both ends of Electron's IPC; `crossed` has how many bytes each answer of the main process was. */
function bothEnds(reply: () => Reply) {
  const answers = new Map<string, Answer>();
  const handle = (channel: string, answer: unknown) => void answers.set(channel, answer as Answer);
  serveIpc({ handle }, { invoke: async () => reply() }, () => ({ id: 1 }));
  const ask = async (event: unknown, channel: string, ...given: unknown[]): Promise<unknown> =>
    answers.get(channel)?.(event, ...given);
  const crossed: number[] = [];
  const invoke = async (channel: string, ...given: unknown[]) => {
    const answer = await ask(own, channel, ...given);
    crossed.push(serialize(answer).length);
    return structuredClone(answer);
  };
  const page = exposedCarrier({ invoke, on: () => undefined, removeListener: () => undefined } as never);
  return { page, crossed, ask };
}

const rows = (count: number) =>
  Array.from({ length: count }, (_, nth) => ({
    id: `s${nth}`,
    agent: 'é"\\\n\u2028😀'.repeat(20),
    at: nth,
    none: null,
  }));
const listing = (count: number): Reply => ({ ok: true, value: { sessions: rows(count), notes: [] } });
const MiB = 1024 * 1024;

describe('a reply', () => {
  test('of 40,000 rows arrives as it is, and no piece of it is larger than 3 MiB', async () => {
    const { page, crossed } = bothEnds(() => listing(40_000));
    expect(await page.invoke('sessions.list', {})).toEqual(listing(40_000));
    expect(serialize(listing(40_000)).length).toBeGreaterThan(10 * MiB);
    expect(crossed.length).toBeGreaterThan(5);
    expect(Math.max(...crossed)).toBeLessThan(3 * MiB);
  });

  test.each([
    ['of a few rows', listing(20)],
    ['without any', { ok: true, value: {} }],
    ['that is a failure', { ok: false, failure: { code: 'internal' } } as unknown as Reply],
  ] as const)('%s crosses at once', async (_, reply) => {
    const { page, crossed } = bothEnds(() => reply);
    expect(await page.invoke('sessions.list', {})).toEqual(reply);
    expect(crossed).toHaveLength(1);
  });

  test('and another that are taken at the same time do not mix', async () => {
    const sizes = [5000, 21, 12_000, 20, 9000];
    const { page } = bothEnds(() => listing(sizes.shift() ?? 0));
    const wanted = sizes.map((count) => listing(count));
    expect(await Promise.all(wanted.map(() => page.invoke('sessions.list', {})))).toEqual(wanted);
  });
});

describe('the pieces of a reply', () => {
  test('are for our own page alone, each once, and in their order', async () => {
    const { ask } = bothEnds(() => listing(21));
    const { pieces } = (await ask(own, channels.invoke, 'sessions.list', {})) as { pieces: number };
    expect(await ask(stranger, channels.more, pieces)).toBeNull();
    for (const wrong of [pieces + 1, String(pieces), null, -1, { pieces }])
      expect(await ask(own, channels.more, wrong)).toBeNull();
    expect(await ask(own, channels.more, pieces)).toEqual({ text: JSON.stringify(listing(21)), last: true });
    expect(await ask(own, channels.more, pieces)).toBeNull();
  });

  test('that nobody takes are let go of, and the call of a page that comes for them too late fails', async () => {
    const { ask } = bothEnds(() => listing(21));
    const first = (await ask(own, channels.invoke, 'sessions.list', {})) as { pieces: number };
    for (let later = 0; later < 32; later += 1) await ask(own, channels.invoke, 'sessions.list', {});
    expect(await ask(own, channels.more, first.pieces)).toBeNull();
    const invoke = async (channel: string) => (channel === channels.invoke ? first : null);
    await expect(exposedCarrier({ invoke } as never).invoke('sessions.list', {})).rejects.toThrow('missing');
  });
});
