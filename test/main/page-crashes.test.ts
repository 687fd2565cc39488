import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recoverPage } from '../../electron/main/page-crashes.ts';
import { fakeWindow, settle } from './fakes.ts';

const program = join(import.meta.dirname, '../support/programs/fault-program.ts');

describe('a fault that nobody caught', () => {
  test.each(['exception', 'rejection', 'twice'])(
    '%s: the host is closed, then the person told, then it ends',
    (how) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, how], { encoding: 'utf8' });
      expect([status, stdout.trim().split('\n')]).toEqual([1, ['closing', 'closed', 'told']]);
      expect(stderr).toMatch(/^fault in .*main process: LeakError\n\s+at /);
      expect(stderr.match(/fault in/g)).toHaveLength(how === 'twice' ? 2 : 1);
      expect(`${stdout}${stderr}`).not.toMatch(/sk_live|https:/);
      expect(stdout).not.toMatch(/\/home|\bat .*:\d+/);
    },
  );
});

/** The page, watched; the clock is the test's. */
function watching(response = 0) {
  const { window, webContents, called } = fakeWindow();
  let quits = 0;
  const questions: { message: string; detail: string }[] = [];
  const reports: string[] = [];
  const clock = { now: 1_000_000 };
  const app = Object.assign(new EventEmitter(), { quit: () => (quits += 1) });
  const dialog = {
    async showMessageBox(_: unknown, question: { message: string; detail: string }) {
      questions.push(question);
      return { response };
    },
  };
  recoverPage({
    ...{ app: app as never, window: window as never, dialog: dialog as never },
    report: (where) => reports.push(where),
    now: () => clock.now,
  });
  const crash = async (reason = 'crashed') => {
    webContents.emit('render-process-gone', {}, { reason, exitCode: 1 });
    await settle();
  };
  const reloads = () => called('reload').length;
  return { app, webContents, called, crash, clock, reloads, questions, reports, quits: () => quits };
}

describe('a page that crashed', () => {
  test('is loaded again without asking, once a minute', async () => {
    const { crash, clock, reloads, questions } = watching();
    await crash();
    expect([reloads(), questions.length]).toEqual([1, 0]);
    clock.now += 59_999;
    await crash();
    expect([reloads(), questions.length]).toEqual([2, 1]);
    clock.now += 60_000;
    await crash();
    expect([reloads(), questions.length]).toEqual([3, 1]);
  });

  test('a second time within the minute, can be left', async () => {
    const { crash, reloads, quits } = watching(1);
    await crash();
    await crash();
    expect([reloads(), quits()]).toEqual([1, 1]);
  });

  test('is reported by how it ended; one that ended by itself is none', async () => {
    const { crash, reports, reloads } = watching();
    await crash('clean-exit');
    expect([reports, reloads()]).toEqual([[], 0]);
    await crash('oom');
    expect(reports).toEqual(['the page (oom)']);
  });
});

describe('a page that does not answer', () => {
  test('is waited for, where the person waits', async () => {
    const { webContents, called, questions } = watching(0);
    webContents.emit('unresponsive');
    await settle();
    expect([questions.length, called('forcefullyCrashRenderer')]).toEqual([1, []]);
  });

  test('is ended and loaded again, where the person wants that, without a second question', async () => {
    const { webContents, called, crash, reloads, questions } = watching(1);
    await crash();
    webContents.emit('unresponsive');
    await settle();
    expect(called('forcefullyCrashRenderer')).toHaveLength(1);
    await crash('killed');
    expect([reloads(), questions.length]).toEqual([2, 1]);
  });
});

test('another process of ours that is gone is reported', () => {
  const { app, reports } = watching();
  app.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed' });
  app.emit('child-process-gone', {}, { type: 'Utility', reason: 'clean-exit' });
  expect(reports).toEqual(['GPU process (crashed)']);
});
