import type { Failure } from '../../bridge/failure.ts';
import type { RunItem } from '../../bridge/revocation.ts';
import { able, attempt } from '../work/attempt.ts';
import { secretsOf, type Operations } from '../lists/operations.ts';
import type { JournalGroup } from './journal/group.ts';
import type { Recorded } from './journal/journal.ts';

interface Ports {
  operations: Operations;
}

/** The calls that a run has still to send: for each, the positions of its items. */
export function callsOf({ items, oneCall }: Recorded): number[][] {
  const waiting = [...items.entries()].flatMap(([at, { state }]) => (state === 'waiting' ? [at] : []));
  return oneCall ? [waiting] : waiting.map((at) => [at]);
}

/**
 * Sends the call for these items of a run and updates their states: the intent is on disk before the request is sent, the
 * outcome after it. Resolves with why the call failed, or null.
 */
export async function sendCall(
  { operations }: Ports,
  journal: JournalGroup,
  run: Recorded,
  handles: ReadonlyMap<string, string>,
  positions: number[],
): Promise<Failure | null> {
  const before = positions.map((at) => itemAt(run, at));
  const sent = { left: false };
  const { failure } = await call(operations, run, handles, positions, async () => {
    await journal.intend(run.id, positions);
    sent.left = true;
    for (const at of positions)
      change(run, at, ({ attempts }) => ({ state: 'sending', attempts: attempts + 1, callFailure: null }));
  });
  // A 429 changed nothing, and neither did an unsent request, so the items keep their earlier state.
  const undone = !sent.left || failure?.code === 'rate-limited';
  for (const [index, at] of positions.entries()) {
    const state = undone ? (before[index]?.state ?? 'waiting') : 'sent';
    change(run, at, () => ({ state, callFailure: failure }));
  }
  if (sent.left) journal.settle(run.id, positions, failure);
  return failure;
}

function call(
  operations: Operations,
  run: Recorded,
  handles: ReadonlyMap<string, string>,
  positions: number[],
  beforeSend: () => Promise<void>,
) {
  const { session } = itemAt(run, positions[0] ?? 0);
  const handle = handles.get(session.id) ?? '';
  const { id: runId, oneCall, connectionId } = run;
  return attempt(() =>
    operations.operate(
      connectionId,
      ({ adapter, api }) => (oneCall ? able(adapter, 'endAll')(api) : able(adapter, 'end')(api, handle)),
      {
        conceal: oneCall ? [] : secretsOf({ handle, session }),
        cause: 'run',
        runId,
        retry: false,
        whileDown: 'send',
        permitted: true,
        beforeSend,
      },
    ),
  );
}

function itemAt({ items }: Recorded, at: number): RunItem {
  const item = items[at];
  if (!item) throw new RangeError(`the run has no item ${at}`);
  return item;
}

function change(run: Recorded, at: number, changed: (item: RunItem) => Partial<RunItem>): void {
  const item = itemAt(run, at);
  run.items[at] = { ...item, ...changed(item) };
}
