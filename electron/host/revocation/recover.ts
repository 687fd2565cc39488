import { BridgeError, failure } from '../../bridge/failure.ts';
import type { RunItem } from '../../bridge/revocation.ts';
import { attempt } from '../work/attempt.ts';
import type { Operations } from '../lists/operations.ts';
import { recordOutcome } from './account.ts';
import type { Recorded } from './journal/journal.ts';
import { notSent } from './outcome.ts';
import type { OneRun } from './run.ts';
import { hasSecretHandles, type Runs, type RunsPorts } from './runs.ts';

/**
 * Adopts the runs that an earlier Sessiondeck left, at once, so that the page can show them. Items that were not sent stay
 * unsent; those that may have been sent are then read back. No session is ended.
 */
export function recover(runs: Runs, ports: RunsPorts): Promise<void> {
  const left = ports.journal
    .open()
    .filter(({ id }) => !runs.knows(id))
    .filter((run) => isTellable(run, runs, ports));
  const adopted = left.map((recorded) => adopt(recorded, runs, ports));
  return settle(adopted, runs, ports);
}

interface Adopted {
  run: OneRun;
  /** The journal had not yet recorded the interruption. */
  isNew: boolean;
}

async function settle(adopted: Adopted[], runs: Runs, ports: RunsPorts): Promise<void> {
  for (const { run, isNew } of adopted) {
    if (isNew) await recordOutcome(ports, run.whole(), 'interrupted');
    const { failure: failed } = await attempt(() => runs.check(run, 'recovery'));
    // A locked keychain can be unlocked later; until then the outcome is shown as unknown, so this is no fault.
    if (failed && failed.code !== 'keychain') ports.report(new BridgeError(failed));
    if (run.summary().totals.unknown === 0) await runs.dropEscrow(run);
  }
}

/** Drops runs that mean nothing now: the demo's data does not survive a restart; a removed connection cannot be asked. */
function isTellable(run: Recorded, runs: Runs, { journal, operations }: RunsPorts): boolean {
  if (isOwn(operations, run.connectionId)) return true;
  void runs.dropEscrow(run);
  journal.close(run.id);
  return false;
}

function isOwn(operations: Operations, connectionId: string): boolean {
  const isKnown = operations.connections().some(({ id }) => id === connectionId);
  return isKnown && operations.find(connectionId).realm.table !== undefined;
}

function adopt(recorded: Recorded, runs: Runs, { journal, operations }: RunsPorts): Adopted {
  const isOver = ['done', 'undone', 'interrupted'].includes(recorded.state);
  const run = isOver ? recorded : cutOff(recorded);
  if (!isOver) journal.finish(run);
  const handles = new Map<string, string>();
  // `nativeId` only where it is the handle: another value would not be found, and the session be judged ended.
  if (!hasSecretHandles(operations.find(run.connectionId).adapter))
    for (const { session } of run.items)
      if (session.nativeId !== null) handles.set(session.id, session.nativeId);
  return { run: runs.adopt(run, handles), isNew: !isOver };
}

function cutOff(recorded: Recorded): Recorded {
  const items = recorded.items.map(interrupted);
  return { ...recorded, items, state: 'interrupted', endedAt: Date.now() };
}

function interrupted(item: RunItem): RunItem {
  if (item.state === 'waiting') return notSent(item, ended);
  return item.state === 'sending' || item.state === 'sent' ? { ...item, state: 'unknown' } : item;
}

const ended = failure({
  code: 'internal',
  tried: 'ending sessions',
  got: 'Sessiondeck ended before this was sent',
  next: 'refresh',
});
