import { describe, expect, test } from 'vitest';
import type { Wire } from '../../../electron/host/http/call.ts';
import { failureOf } from '../../support/host.ts';
import { countingServer } from '../../support/servers/counting-server.ts';
import { testWire } from '../../support/servers/wire.ts';
import { ask, drops, status } from './retry-asking.ts';

describe('a server in trouble is not asked much more than before', () => {
  /** 1,000 operations, so many at a time; as many failures. */
  async function askAThousand(baseUrl: string, wire: Wire, atOnce: number): Promise<void> {
    for (let done = 0; done < 1000; done += atOnce)
      await Promise.all(Array.from({ length: atOnce }, () => failureOf(ask(baseUrl, { wire }))));
  }
  const modes = [
    ['one after another', 1],
    ['fifty at a time', 50],
  ] as const;

  test.each(modes)('1,000 failing reads, %s, are at most 1,100 requests', async (_, atOnce) => {
    const { baseUrl, asked } = await countingServer(status(503));
    const breaker = { isOpen: () => false, admit: async () => () => undefined, forget: () => undefined };
    await askAThousand(baseUrl, testWire({ breaker }), atOnce);
    expect(asked()).toBeLessThanOrEqual(1100);
    expect(asked(), 'and some are tried again').toBeGreaterThan(1000);
  });

  test.each(modes)('and no more than 1,004 where it seems to be down, %s', async (_, atOnce) => {
    const { baseUrl, asked } = await countingServer(drops);
    await askAThousand(baseUrl, testWire(), atOnce);
    expect(asked()).toBeLessThanOrEqual(1004);
  });

  test('which takes the budget: without one they would be three times as many', async () => {
    const { baseUrl, asked } = await countingServer(status(503));
    for (let done = 0; done < 100; done += 1) await failureOf(ask(baseUrl, { wire: testWire() }));
    expect(asked()).toBe(300);
  });
});
