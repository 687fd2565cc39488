import type { Run } from '../../electron/bridge/revocation.ts';
import type { Desk } from '../app/desk.svelte.ts';
import { m } from '../messages/compiled/messages.js';
import { outcomeLine, outcomeTone } from '../ending/end-words.ts';
import { runLine } from './run-words.ts';

/** What a run has come to is said from what was read back, never from what the API answered. */
export function tellRun(desk: Desk, run: Run): void {
  const line = runLine(run, run, { now: desk.clock.now, left: run.sendsIn }, desk.times);
  const elsewhere = desk.shown?.connection.id !== run.connectionId;
  const name = desk.connections.byId(run.connectionId)?.name ?? '';
  desk.say(elsewhere ? m.run_elsewhere({ name, text: line }) : line);
  if (run.state === 'undone') desk.toasts.show('info', line);
  // In its own room the dock says so.
  if (run.state !== 'done' || !elsewhere) return;
  const text = m.run_elsewhere({ name, text: outcomeLine(run, run) });
  desk.toasts.show(outcomeTone(run, run) === 'good' ? 'good' : 'bad', text);
}
