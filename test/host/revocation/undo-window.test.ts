import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { FakeClock } from '../../support/fake-clock.ts';
import { hour, minute, production, second, Stage, undo } from './stage.ts';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});

describe('an undo window', () => {
  test('closes by itself when its time is up and the host was there all along', async () => {
    stage.run.wait(undo);
    expect(stage.shown).toEqual({ delay: null, left: undo });
    stage.clock.pass(undo);
    expect([stage.run.state, stage.sent]).toEqual(['waiting', 0]);
    stage.clock.pass(200);
    expect(stage.run.state).toBe('sending');
    await stage.untilOver();
    expect(stage.sent).toBe(6);
  });

  test.each([1, 5, 59])('that closes late by %i s is opened again in full', async (late) => {
    stage.run.wait(undo);
    stage.clock.freeze(undo + late * second);
    expect(stage.shown).toEqual({ delay: 'reopened', left: undo });
    expect(stage.sent).toBe(0);
    stage.clock.pass(undo + 200);
    await stage.untilOver();
    expect(stage.sent).toBe(6);
  });

  test('is opened again twice, and the third time waits for the person', async () => {
    stage.run.wait(undo);
    for (let time = 0; time < 2; time++) {
      stage.clock.freeze(undo + 2 * second);
      expect(stage.shown).toEqual({ delay: 'reopened', left: undo });
    }
    stage.clock.freeze(undo + 2 * second);
    expect(stage.shown).toEqual({ delay: 'held-up', left: null });
    stage.clock.pass(hour);
    expect([stage.run.state, stage.sent]).toEqual(['waiting', 0]);
    stage.run.sendNow();
    await stage.untilOver();
    expect(stage.sent).toBe(6);
  });

  test.each<[string, (clock: FakeClock) => void]>([
    ['the host is stopped for more than a minute', (clock) => clock.freeze(undo + minute + 1)],
    ['the computer sleeps for a night', (clock) => clock.sleep(8 * hour)],
    ['the computer sleeps for half a minute', (clock) => clock.sleep(30 * second)],
    ['the clock is set forward', (clock) => clock.set(hour)],
    ['the clock is set back', (clock) => clock.set(-hour)],
    ['the clock is set back by less than the window', (clock) => clock.set(-3 * second)],
  ])('waits for the person when %s', (_, happen) => {
    stage.run.wait(undo);
    happen(stage.clock);
    stage.clock.pass(2 * undo);
    expect(stage.shown).toEqual({ delay: 'slept', left: null });
    expect([stage.run.state, stage.sent]).toEqual(['waiting', 0]);
  });

  test('of a clock that is corrected by a little closes by itself', async () => {
    stage.run.wait(undo);
    stage.clock.set(-400);
    stage.clock.pass(undo + 200);
    await stage.untilOver();
    expect(stage.sent).toBe(6);
  });

  test.each([0.02, 0.5, 0.95, 2, 30, 59, 61, 3600])(
    'takes an Undo that was pressed in time and is handled %d s late',
    async (late) => {
      stage.run.wait(undo);
      stage.clock.pass(undo - 100);
      let undone: Promise<void> | undefined;
      stage.clock.freeze(100 + late * second, () => void (undone = stage.run.undo()));
      await undone;
      stage.clock.pass(hour);
      expect([stage.run.state, stage.sent]).toEqual(['undone', 0]);
    },
  );

  test('takes an Undo that was pressed in time when the host is held up just after that', async () => {
    stage.run.wait(undo);
    stage.clock.pass(undo + 20);
    let undone: Promise<void> | undefined;
    stage.clock.freeze(700, () => void (undone = stage.run.undo()));
    await undone;
    expect([stage.run.state, stage.sent]).toEqual(['undone', 0]);
  });

  test('does not reopen what was sent, and nothing of it is sent twice', async () => {
    stage.run.wait(undo);
    stage.run.sendNow();
    stage.clock.freeze(undo + 2 * second);
    await stage.untilOver();
    expect([...stage.server.arrived.values()]).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

/** What happens around a run that waits, at random. */
const happenings = fc.oneof(
  fc.record({ what: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({ what: fc.constant('freeze' as const), ms: fc.integer({ min: 0, max: 90_000 }) }),
  fc.record({ what: fc.constant('sleep' as const), ms: fc.integer({ min: 0, max: 90_000 }) }),
  fc.record({ what: fc.constant('set' as const), ms: fc.integer({ min: -hour, max: hour }) }),
  fc.record({
    what: fc.constantFrom('lock', 'unlock', 'allow', 'end', 'edit', 'edit back'),
    ms: fc.constant(0),
  }),
);
type Happening = typeof happenings extends fc.Arbitrary<infer Value> ? Value : never;

function happen(on: Stage, { what, ms }: Happening): void {
  const acts: Record<typeof what, () => void> = {
    pass: () => on.clock.pass(ms),
    freeze: () => on.clock.freeze(ms),
    sleep: () => on.clock.sleep(ms),
    set: () => on.clock.set(ms),
    lock: () => (on.locked = true),
    unlock: () => (on.locked = false),
    allow: () => on.guard.allow(production),
    end: () => void on.guard.end('c'),
    edit: () => (on.connections = [{ ...production, baseUrl: 'http://127.0.0.1:1' }]),
    'edit back': () => (on.connections = [production]),
  };
  acts[what]();
}

test('whatever happens, an Undo before the time that the page shows is in time, and nothing leaves unallowed', async () => {
  let sent = 0;
  const mixes = [fc.array(happenings, { maxLength: 12 }), fc.integer({ min: 0, max: 90_000 })] as const;
  await fc.assert(
    fc.asyncProperty(...mixes, async (script, late) => {
      const on = new Stage(production);
      const allowed: boolean[] = [];
      on.run.wait(undo);
      on.server.arriving = () => allowed.push(on.isAllowed);
      const left = script.values();
      for (let next = left.next(); !next.done && on.run.state === 'waiting'; next = left.next())
        happen(on, next.value);
      const { state, sendsAt } = on.run.summary();
      if (state === 'waiting' && (sendsAt === null || on.clock.now() <= sendsAt)) {
        let undone: Promise<void> | undefined;
        on.clock.freeze(late, () => void (undone = on.run.undo()));
        await undone;
        expect([on.run.state, on.sent]).toEqual(['undone', 0]);
      }
      if (state === 'sending') {
        sent++;
        await on.untilOver();
        expect(allowed).toEqual([true, true, true, true, true, true]);
      }
    }),
    { numRuns: 500, seed: 20_261_121 },
  );
  expect(sent).toBeGreaterThan(20);
});
