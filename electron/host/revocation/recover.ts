import { BridgeError, failure } from '../../bridge/failure.ts';
import type { RunItem } from '../../bridge/revocation.ts';
import { attempt } from '../work/attempt.ts';
import type { Operations } from '../lists/operations.ts';
import { recordOutcome } from './account.ts';
import type { Recorded } from './journal.ts';
import { notSent } from './outcome.ts';
import type { OneRun } from './run.ts';
import { hasSecretHandles, type Runs, type RunsPorts } from './runs.ts';

/**
 * Takes up what an earlier Sessiondeck left: at once, so that it can be seen. What was asked of it and not sent stays
 * unsent, and what may have been sent is then read back. Nothing is sent.
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
  /** The journal did not know yet that it had been cut off. */
  isNew: boolean;
}

async function settle(adopted: Adopted[], runs: Runs, ports: RunsPorts): Promise<void> {
  for (const { run, isNew } of adopted) {
    if (isNew) await recordOutcome(ports, run.whole(), 'interrupted');
    const { failure: failed } = await attempt(() => runs.check(run, 'recovery'));
    // A keychain that is locked can be opened, and what is unknown till then is said to be.
    if (failed && failed.code !== 'keychain') ports.report(new BridgeError(failed));
    if (run.summary().totals.unknown === 0) await runs.dropEscrow(run);
  }
}

/** A run of the demo ended with the demo's world; one of a removed connection can be asked of nobody. */
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
  // What is no handle must not be looked for: it would not be found, and so be called ended.
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
