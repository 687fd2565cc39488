import fc from 'fast-check';
import { expect, test } from 'vitest';
import { totalsOf } from '../../../electron/host/revocation/outcome.ts';
import { type Manner, behaviour, ModelServer } from './model/server.ts';
import { type Life, live } from './model/lives.ts';

const mixes = fc.record({
  sessions: fc.integer({ min: 1, max: 24 }),
  script: fc.array(fc.constantFrom<Manner>(...behaviour), { maxLength: 40 }),
  mayCrash: fc.boolean(),
  readable: fc.boolean(),
  readableAfter: fc.boolean(),
});
type Mix = typeof mixes extends fc.Arbitrary<infer Value> ? Value : never;

async function carryOut({ sessions, script, mayCrash, readable, readableAfter }: Mix) {
  const ids = Array.from({ length: sessions }, (_, index) => `s${index}`);
  const server = new ModelServer(ids, script, mayCrash);
  server.readable = readable;
  return { server, ids, life: await live(server, ids, readableAfter) };
}

/** Names the first claim about the account that is not true; null when all are. */
function untruth({ run }: Pick<Life, 'run'>, server: ModelServer, ids: string[]): string | null {
  const { planned, open, ended, failed, notSent, unknown } = run.totals;
  if (planned !== ids.length) return 'a planned session is missing';
  if (open !== 0) return 'a session has no final state';
  if (planned !== ended + failed + notSent + unknown) return 'the totals do not add up';
  for (const { session, state, attempts } of run.items) {
    const arrived = server.arrived.get(session.id) ?? 0;
    if (state === 'ended' && server.live.has(session.id)) return `${session.id} is called ended and lives`;
    if (state === 'failed' && !server.live.has(session.id))
      return `${session.id} is called failed and has ended`;
    if (state === 'not-sent' && !server.live.has(session.id))
      return `${session.id} is called not sent and is gone`;
    if (arrived > attempts) return `${session.id} was sent more often than is told`;
  }
  return null;
}

test('planned = ended + failed + not sent + unknown, and no word of it is untrue, for 3,000 mixes of faults and crashes', async () => {
  await fc.assert(
    fc.asyncProperty(mixes, async (mix) => {
      const { server, ids, life } = await carryOut(mix);
      expect(untruth(life, server, ids)).toBeNull();
      expect(totalsOf(life.onDisk.items)).toEqual(life.run.totals);
    }),
    { numRuns: 3_000, seed: 20_261_121 },
  );
});

test('an account that calls a living session ended is found out', async () => {
  const mix: Mix = { sessions: 3, script: ['lies'], mayCrash: false, readable: true, readableAfter: true };
  const { server, ids, life } = await carryOut(mix);
  expect(untruth(life, server, ids)).toBeNull();
  const items = life.run.items.map((item) => ({ ...item, state: 'ended' as const }));
  const believing = { run: { ...life.run, items, totals: totalsOf(items) } };
  expect(untruth(believing, server, ids)).toBe('s0 is called ended and lives');
});

test('a key that is refused stops the run: what was under way is asked for, the rest is not sent', async () => {
  const script = Array.from({ length: 100 }, (): Manner => 'key-rejected');
  const mix: Mix = { sessions: 24, script, mayCrash: false, readable: true, readableAfter: true };
  const { server, life } = await carryOut(mix);
  expect(server.arrived.size).toBeLessThanOrEqual(4);
  expect(life.run.stopped?.code).toBe('key-rejected');
  expect(life.run.totals).toMatchObject({ ended: 0, notSent: 24 - server.arrived.size });
});
