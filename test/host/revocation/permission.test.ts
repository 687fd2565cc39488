import { beforeEach, describe, expect, test } from 'vitest';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import { leaveFor } from '../../../electron/host/guard/guard.ts';
import { hindrances, hour, minute, production, second, Stage, undo } from './stage.ts';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});

function codeOf(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof BridgeError) return error.failure.code;
    throw error;
  }
}

describe('a production run that waits', () => {
  beforeEach(() => {
    stage = new Stage(production);
  });

  test('is sent by itself while it is allowed', async () => {
    stage.run.wait(undo);
    stage.clock.pass(undo + 200);
    await stage.untilOver();
    expect(stage.sent).toBe(6);
  });

  test.each(hindrances)('is not sent when %s, says so, and can be undone', async (_, happen, delay) => {
    stage.run.wait(undo);
    happen(stage);
    stage.clock.pass(undo + 200);
    expect(stage.shown).toEqual({ delay, left: null });
    stage.clock.pass(hour);
    expect([stage.run.state, stage.sent]).toEqual(['waiting', 0]);
    await stage.run.undo();
    expect([stage.run.state, stage.sent]).toEqual(['undone', 0]);
  });

  test.each(hindrances)('is not sent by Send now when %s, and goes on waiting', (_, happen) => {
    stage.run.wait(null);
    happen(stage);
    expect(codeOf(() => stage.run.sendNow())).toMatch(/read-only|invalid/);
    expect([stage.run.state, stage.sent]).toEqual(['waiting', 0]);
  });

  test('is sent once it is allowed again and the person says so', async () => {
    stage.run.wait(undo);
    stage.locked = true;
    stage.clock.pass(leaveFor + hour);
    stage.locked = false;
    expect(codeOf(() => stage.run.sendNow())).toBe('read-only');
    stage.guard.allow(production);
    stage.run.sendNow();
    await stage.untilOver();
    expect(stage.sent).toBe(6);
  });

  test('is not sent when permission ran out while the computer slept', () => {
    stage.run.wait(undo);
    stage.clock.sleep(hour);
    expect(codeOf(() => stage.run.sendNow())).toBe('read-only');
    expect(stage.sent).toBe(0);
  });
});

test('a run whose connection became production while it waited is not sent without permission', async () => {
  stage.run.wait(undo);
  stage.connections = [production];
  stage.clock.pass(undo + 200);
  expect(stage.shown).toEqual({ delay: 'not-allowed', left: null });
  stage.guard.allow(production);
  stage.run.sendNow();
  await stage.untilOver();
  expect(stage.sent).toBe(6);
});

describe('a production run in the middle of sending', () => {
  /** Pauses after the first four, with two left. */
  async function pause(): Promise<void> {
    stage = new Stage(production, ['honest', 'honest', 'honest', 'honest']);
    stage.run.wait(0);
    stage.run.pause();
    await new Promise((resolve) => setImmediate(resolve));
    expect([stage.run.state, stage.sent]).toEqual(['paused', 4]);
  }

  test.each(hindrances)(
    'after a pause of 61 s is not continued when %s, and says so',
    async (_, happen, why) => {
      await pause();
      happen(stage);
      stage.clock.pass(minute + second);
      stage.run.resume();
      expect(stage.run.summary().pause).toEqual({ why, until: null });
      stage.run.resume();
      expect([stage.run.state, stage.sent]).toEqual(['paused', 4]);
      stage.run.stop();
      await stage.untilOver();
      expect(stage.sent).toBe(4);
      expect(stage.run.summary().totals).toMatchObject({ planned: 6, ended: 4, notSent: 2 });
    },
  );

  test('is continued once changes are allowed again', async () => {
    await pause();
    stage.guard.end('c');
    stage.clock.pass(minute + second);
    stage.run.resume();
    stage.guard.allow(production);
    stage.run.resume();
    await stage.untilOver();
    expect(stage.sent).toBe(6);
  });

  test('is continued after a pause of 59 s, since it was allowed as a whole', async () => {
    await pause();
    stage.guard.end('c');
    stage.clock.pass(59 * second);
    stage.run.resume();
    await stage.untilOver();
    expect(stage.sent).toBe(6);
  });

  test.each(['sleep', 'freeze'] as const)(
    'asks again after a %s of an hour, though nobody paused it',
    async (how) => {
      stage = new Stage(production, ['fault-before', 'fault-before']);
      stage.run.wait(0);
      await new Promise((resolve) => setImmediate(resolve));
      expect([stage.run.state, stage.requests]).toEqual(['sending', 6]);
      stage.clock[how](hour);
      stage.clock.pass(minute);
      expect(stage.run.summary().pause).toEqual({ why: 'not-allowed', until: null });
      expect(stage.requests).toBe(6);
      stage.guard.allow(production);
      stage.run.resume();
      await stage.untilOver();
      expect(stage.requests).toBe(8);
    },
  );
});
