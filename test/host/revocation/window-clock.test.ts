import { expect, test } from 'vitest';
import { UndoWindow } from '../../../electron/host/revocation/undo-window.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const hour = 3_600_000;

/** A window of 20 s, and what a page is told of it each time that it changes. */
function openWindow() {
  const clock = new FakeClock();
  const window = new UndoWindow({
    ...{ clock, hindrance: () => null, changed: () => undefined, send: () => undefined },
  });
  window.open(20_000);
  return { clock, window };
}

test.each([hour, -hour])('the time left is that of the timer, whatever the clock is set to: %d ms', (ms) => {
  const { clock, window } = openWindow();
  clock.pass(8_000);
  clock.set(ms);
  const { sendsAt, sendsIn } = window.standing();
  expect(sendsIn).toBe(12_000);
  // What the two times of day would say:
  expect((sendsAt ?? 0) - clock.now()).toBe(12_000 - ms);
});

test('a window that is closed, or never closes by itself, has no time left to tell', () => {
  const { window } = openWindow();
  window.close();
  expect(window.standing().sendsIn).toBeNull();
});
