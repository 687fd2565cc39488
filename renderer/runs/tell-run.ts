import type { Run } from '../../electron/bridge/revocation.ts';
import type { Page } from '../app/page.ts';
import { m } from '../messages/compiled/messages.js';
import { outcomeLine, outcomeTone } from '../ending/end-words.ts';
import { runLine } from './run-words.ts';

/** What a run has come to is said from what was read back, never from what the API answered. */
export function tellRun(page: Page, run: Run): void {
  const line = runLine(run, run, { now: page.clock.now, left: run.sendsIn }, page.times);
  const elsewhere = page.shown?.connection.id !== run.connectionId;
  const name = page.connections.byId(run.connectionId)?.name ?? '';
  page.say(elsewhere ? m.run_elsewhere({ name, text: line }) : line);
  if (run.state === 'undone') page.toasts.show('info', line);
  // In its own room the dock says so.
  if (run.state !== 'done' || !elsewhere) return;
  const text = m.run_elsewhere({ name, text: outcomeLine(run, run) });
  page.toasts.show(outcomeTone(run, run) === 'good' ? 'good' : 'bad', text);
}
