import type { Run } from '../../electron/bridge/revocation.ts';
import type { Page } from '../app/page.ts';
import { failureOf } from '../failures/caught.ts';
import { failureLine } from '../failures/words.ts';
import { m } from '../messages/compiled/messages.js';
import { outcomeLine, outcomeTone } from '../ending/end-words.ts';
import type { FollowedRun } from './followed-run.svelte.ts';
import { runLine } from './run-words.ts';

/** Reads the runs that are under way, and says so where that fails. */
export function loadRuns(page: Pick<Page, 'runs' | 'toasts'>): Promise<void> {
  return orSay(page, 'revocation.runs', () => page.runs.load());
}

/** Puts a run away whose outcome was seen, and says so where that fails. */
export function closeRun(page: Pick<Page, 'runs' | 'toasts'>, followed: FollowedRun): Promise<void> {
  return orSay(page, 'revocation.close', () => page.runs.close(followed));
}

/**
 * What a run has come to is said from what was read back, never from what the API answered. One that was undone has
 * nothing left to tell: it is put away.
 */
export async function tellRun(page: Page, followed: FollowedRun, run: Run): Promise<void> {
  const line = runLine(run, run, { now: page.clock.now, left: run.sendsIn }, page.times);
  const elsewhere = page.places.shown?.connection.id !== run.connectionId;
  const name = page.connections.byId(run.connectionId)?.name ?? '';
  page.announcer.say(elsewhere ? m.run_elsewhere({ name, text: line }) : line);
  if (run.state === 'undone') {
    page.toasts.show('info', line);
    await closeRun(page, followed);
  }
  // In its own room the dock says so.
  if (run.state !== 'done' || !elsewhere) return;
  const text = m.run_elsewhere({ name, text: outcomeLine(run, run) });
  page.toasts.show(outcomeTone(run, run) === 'good' ? 'good' : 'bad', text);
}

async function orSay(page: Pick<Page, 'toasts'>, tried: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    page.toasts.show('bad', failureLine(failureOf(error, tried)));
  }
}
