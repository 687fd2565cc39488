import type { Run } from '../../bridge/revocation.ts';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import type { Ownership } from './ownership.ts';
import type { Plans } from './plans.ts';
import type { OneRun } from './run.ts';
import type { Runs } from './runs.ts';

type RevocationHandlers = Pick<Handlers, Extract<keyof Handlers, `revocation.${string}`>>;

interface Options {
  /** Whether this Sessiondeck is the one of its folder that ends sessions. */
  owner: Pick<Ownership, 'claim' | 'assert'>;
  /** Told when a run has begun on a connection. */
  begun: (connectionId: string) => void;
}

/** Planning, confirming and following the ends of sessions. */
export function revocationHandlers(plans: Plans, runs: Runs, { owner, begun }: Options): RevocationHandlers {
  const act = (work: (run: OneRun) => void | Promise<void>) =>
    async function onRun({ runId }: { runId: string }): Promise<Run> {
      const run = runs.find(runId);
      await work(run);
      return run.whole();
    };

  return {
    'revocation.plan'({ connectionId, scope, sessionIds }) {
      owner.claim();
      return plans.make(connectionId, { scope, sessionIds: [...new Set(sessionIds)] });
    },
    'revocation.rebuild': ({ planId }) => plans.rebuild(planId),

    async 'revocation.confirm'({ planId, sendNow, ...said }) {
      owner.assert('revocation.confirm');
      const outcome = await plans.take(planId, said);
      if ('rebuilt' in outcome) return { run: null, plan: outcome.rebuilt };
      const { taken, wanted } = outcome;
      try {
        const run = await runs.begin(taken, said.reason, sendNow ? 0 : taken.undo);
        begun(run.connectionId);
        return { run, plan: null };
      } catch (error) {
        // Nothing was begun: the plan can be confirmed again once the cause is mended.
        plans.giveBack(taken, wanted);
        throw error;
      }
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
