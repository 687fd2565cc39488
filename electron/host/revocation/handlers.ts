import { fail } from '../../bridge/failure.ts';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import type { Input, Output } from '../../bridge/contract.ts';
import type { Run } from '../../bridge/revocation.ts';
import type { FolderLock, LockProblem } from '../store/lock.ts';
import type { Selection } from './plan.ts';
import type { Plans } from './plans.ts';
import type { OneRun } from './run.ts';
import type { Runs } from './runs.ts';

type RevocationHandlers = Pick<Handlers, Extract<keyof Handlers, `revocation.${string}`>>;

interface Options {
  /** Whether this Sessiondeck may end sessions in its data folder. */
  owner: Pick<Ownership, 'claim' | 'assert'>;
  /** Called when a run has begun on a connection. */
  begun: (connectionId: string) => void;
}

/** The calls that plan, confirm and follow the ending of sessions. */
export function revocationHandlers(plans: Plans, runs: Runs, { owner, begun }: Options): RevocationHandlers {
  const act = (work: (run: OneRun) => void | Promise<void>) =>
    async function onRun({ runId }: { runId: string }): Promise<Run> {
      const run = runs.find(runId);
      await work(run);
      return run.whole();
    };

  return {
    'revocation.plan'({ connectionId, ...wanted }) {
      owner.claim();
      return plans.make(connectionId, selectionOf(wanted));
    },
    'revocation.rebuild': ({ planId }) => plans.rebuild(planId),

    async 'revocation.confirm'(given) {
      owner.assert('revocation.confirm');
      const outcome = await confirm(plans, runs, given);
      if (outcome.run) begun(outcome.run.connectionId);
      return outcome;
    },

    'revocation.undo': act((run) => run.undo()),
    'revocation.sendNow': act((run) => run.sendNow()),
    'revocation.pause': act((run) => run.pause()),
    'revocation.resume': act((run) => run.resume()),
    'revocation.stop': act((run) => run.stop()),
    'revocation.run': act(() => undefined),
    'revocation.check': act((run) => runs.check(run, 'person')),
    async 'revocation.runs'() {
      owner.claim();
      return runs.summaries();
    },
    async 'revocation.close'({ runId }) {
      runs.close(runId);
      return {};
    },
  };
}

/** Throws `invalid` where sessions are named in two ways, or by a question in a scope that has none. */
function selectionOf({
  scope,
  sessionIds = [],
  matching,
}: Omit<Input<'revocation.plan'>, 'connectionId'>): Selection {
  if (matching && (scope !== 'matching' || sessionIds.length > 0)) {
    const got = 'a question is for the scope “matching”, and takes the place of ids';
    fail({ code: 'invalid', tried: 'revocation.plan', got, field: 'matching' });
  }
  return { scope, sessionIds: [...new Set(sessionIds)], matching };
}

/** Begins a run of the plan; or returns the rebuilt plan, if the list no longer matched. */
async function confirm(
  plans: Plans,
  runs: Runs,
  { planId, sendNow, ...said }: Input<'revocation.confirm'>,
): Promise<Output<'revocation.confirm'>> {
  const outcome = await plans.take(planId, said);
  if ('rebuilt' in outcome) return { run: null, plan: outcome.rebuilt };
  const { taken, wanted } = outcome;
  try {
    const run = await runs.begin(taken, said.reason, sendNow ? 0 : taken.undo);
    return { run, plan: null };
  } catch (error) {
    // Nothing was begun, so the plan can be confirmed again once the cause is fixed.
    plans.giveBack(taken, wanted);
    throw error;
  }
}

const closing: LockProblem = { state: 'unusable', got: 'this Sessiondeck is closing' };

/** Whether this Sessiondeck is the one of its data folder that ends sessions; it takes over when the other has quit. */
export class Ownership {
  readonly #lock: FolderLock;
  readonly #takeUp: () => void;
  #isOurs = false;
  #isClosed = false;

  /** `takeUp` is called each time we acquire the lock, because the previous holder may have left runs. */
  constructor(lock: FolderLock, takeUp: () => void) {
    this.#lock = lock;
    this.#takeUp = takeUp;
  }

  /** Takes the lock if it is free; returns null when it is ours. */
  claim(): LockProblem | null {
    if (this.#isClosed) return closing;
    const problem = this.#lock.take();
    const isNew = !problem && !this.#isOurs;
    this.#isOurs = !problem;
    if (isNew) this.#takeUp();
    return problem;
  }

  /** Throws `not-recorded`, with the file and what to do, while the lock is unavailable. */
  assert(tried: string): void {
    const problem = this.claim();
    if (!problem) return;
    const next = problem.state === 'held' ? 'use-other' : 'free-disk';
    fail({ code: 'not-recorded', tried, got: problem.got, next });
  }

  /** Claims nothing from now on. */
  close(): void {
    this.#isClosed = true;
  }
}
