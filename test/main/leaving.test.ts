import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { RunState } from '../../electron/bridge/revocation.ts';
import { eventHub } from '../../electron/bridge/crossing/serve.ts';
import { settled } from '../../electron/host/process/end-on-fault.ts';
import { leaveInOrder } from '../../electron/main/leaving.ts';
import { fakeWindow, isPrevented, settle } from './fakes.ts';

const totals = { planned: 5, open: 0, ended: 5, failed: 0, notSent: 0, unknown: 0 };
const summary = {
  scope: 'selected' as const,
  ...{
    connectionId: 'c',
    startedAt: 1,
    endedAt: null,
    sendsAt: null,
    sendsIn: null,
    delay: null,
    pause: null,
    stopped: null,
  },
};

/** An app that quits as Electron's does: each window is asked to close, and any listener may say no. */
function running(stays = false) {
  const { window, webContents, calls } = fakeWindow({ isMinimized: false, isFullScreen: false });
  const hub = eventHub();
  const ended: string[] = [];
  const questions: { message: string; detail: string }[] = [];
  const answers: PromiseWithResolvers<{ response: number }>[] = [];
  const app = Object.assign(new EventEmitter(), {
    quit() {
      if (isPrevented(app, 'before-quit') || isPrevented(window, 'close')) return;
      app.emit('window-closed');
      if (!isPrevented(app, 'will-quit')) ended.push('without its host');
    },
  });
  const dialog = {
    showMessageBox(_: unknown, question: (typeof questions)[number]) {
      questions.push(question);
      const answer = Promise.withResolvers<{ response: number }>();
      answers.push(answer);
      return answer.promise;
    },
  };
  leaveInOrder({
    ...{ app: app as never, window: window as never, dialog: dialog as never, stays: () => stays },
    isDemo: (connectionId) => connectionId.startsWith('demo-'),
    bridge: { on: hub.subscribe } as unknown as Pick<Bridge, 'on'>,
    end: async () => void ended.push('in order'),
  });
  const run = (id: string, state: RunState, open: number, connectionId = 'c') =>
    hub.publish('revocation.progress', { ...summary, connectionId, id, state, totals: { ...totals, open } });
  const answer = async (response: number) => {
    answers.at(-1)?.resolve({ response });
    await settle();
  };
  const isHidden = () => calls.some(([name]) => name === 'hide');
  return { app, window, webContents, ended, questions, run, answer, isHidden };
}

const ways: [string, (all: ReturnType<typeof running>) => void][] = [
  ['quitting by menu, tray or keys', ({ app }) => app.quit()],
  ['closing the window', ({ window }) => void isPrevented(window, 'close')],
];

describe.each(ways)('%s', (_, leave) => {
  test('ends in order, without a question, where nothing waits', () => {
    const all = running();
    leave(all);
    expect([all.questions, all.ended]).toEqual([[], ['in order']]);
  });

  test('asks once while sessions wait, and ends nothing before the answer', async () => {
    const all = running();
    all.run('a', 'waiting', 3);
    all.run('b', 'sending', 2);
    leave(all);
    leave(all);
    leave(all);
    expect(all.questions.map(({ message }) => message)).toEqual(['5 sessions wait to be ended']);
    expect(all.ended).toEqual([]);
    await all.answer(1);
    expect([all.questions.length, all.ended]).toEqual([1, ['in order']]);
  });

  test('stays where the person stays, and asks anew the next time', async () => {
    const all = running();
    all.run('a', 'waiting', 1);
    leave(all);
    await all.answer(0);
    expect(all.ended).toEqual([]);
    leave(all);
    expect(all.questions).toHaveLength(2);
    await all.answer(1);
    expect(all.ended).toEqual(['in order']);
  });

  test.each<RunState>(['done', 'undone', 'interrupted'])('asks nothing of a run that is %s', (state) => {
    const all = running();
    all.run('a', 'sending', 4);
    all.run('a', state, state === 'interrupted' ? 4 : 0);
    leave(all);
    expect([all.questions, all.ended]).toEqual([[], ['in order']]);
  });
});

describe('the question promises', () => {
  const kept = 'You are told at the next start';
  const gone = 'in the demo, which ends with Sessiondeck';
  test.each([
    ['to tell of the person’s own sessions at the next start', ['c'], [kept], [gone]],
    ['nothing of the demo’s, which go with it', ['demo-vault'], [gone], [kept, 'those sessions stay']],
    ['each for itself where both wait', ['c', 'demo-vault'], [kept, `2 of them are ${gone}`], []],
  ])('%s', (_, connections, said, unsaid) => {
    const all = running();
    for (const id of connections) all.run(`on ${id}`, 'waiting', 2, id);
    all.app.quit();
    const detail = all.questions[0]?.detail ?? '';
    for (const words of said) expect(detail).toContain(words);
    for (const words of unsaid) expect(detail).not.toContain(words);
  });

  test('and is not put where all of them were undone', () => {
    const all = running();
    all.run('a', 'waiting', 2, 'demo-vault');
    all.run('a', 'undone', 0, 'demo-vault');
    all.app.quit();
    expect([all.questions, all.ended]).toEqual([[], ['in order']]);
  });
});

test('where Sessiondeck stays in the tray, closing its window only puts it away, whatever waits', () => {
  const { window, run, isHidden, questions, ended } = running(true);
  run('a', 'sending', 4);
  expect(isPrevented(window, 'close')).toBe(true);
  expect([isHidden(), questions, ended]).toEqual([true, [], []]);
});

test('quitting closes a window that would else only be put away', () => {
  const { app, ended, isHidden } = running(true);
  app.quit();
  expect([isHidden(), ended]).toEqual([false, ['in order']]);
});

test('the page’s own objection is not asked about a second time', () => {
  expect(isPrevented(running().webContents, 'will-prevent-unload')).toBe(true);
});

describe('closing the host', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('is waited for, and a failure of it is told', async () => {
    const reports: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<undefined>();
    let done = false;
    const waiting = settled(
      () => promise,
      (error) => reports.push(error),
    ).then(() => (done = true));
    await settle();
    expect(done).toBe(false);
    resolve(undefined);
    await waiting;
    await settled(
      () => Promise.reject(new Error('disk')),
      (error) => reports.push(error),
    );
    expect(reports).toEqual([new Error('disk')]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is waited for no longer than ten seconds', async () => {
    const reports: unknown[] = [];
    const waiting = settled(
      () => new Promise(() => undefined),
      (error) => reports.push(error),
    );
    await vi.advanceTimersByTimeAsync(10_000);
    await waiting;
    expect(reports).toHaveLength(1);
  });
});
