import { z } from 'zod';
import { Done, Id, Nothing } from './inputs.ts';
import { Plan, Run, RunSummary, scopes } from '../revocation.ts';

const OfRun = z.strictObject({ runId: Id });
const OfPlan = z.strictObject({ planId: Id });

/** The part of the contract that is about ending sessions. */
export const revocationCalls = {
  /**
   * Makes a plan of what was last read; nothing is sent. `sessionIds` are those of `one`, `selected` and `matching`;
   * for `others` and `everything` the host knows them, and the list is left empty.
   */
  'revocation.plan': {
    input: z.strictObject({
      connectionId: Id,
      scope: z.enum(scopes),
      sessionIds: z.array(Id).max(10_000),
    }),
    output: Plan,
  },
  /** Reads the list and makes the plan anew; what differs is in `changes`. */
  'revocation.rebuild': { input: OfPlan, output: Plan },
  /**
   * Starts what was planned: after the undo window, or at once. A plan that has expired starts nothing by itself: the
   * list is read anew first. Where that differs from the plan, or cannot be read, nothing is started; `plan` is then
   * the rebuilt one, to be confirmed by itself.
   */
  'revocation.confirm': {
    input: OfPlan.extend({
      /** The connection's name, where the plan asks for it. */
      name: z.string().max(200),
      reason: z.string().trim().max(500),
      /** That our own session may be among them, where the plan asks for it. */
      currentUnknown: z.boolean(),
      sendNow: z.boolean(),
    }),
    output: z.object({ run: Run.nullable(), plan: Plan.nullable() }),
  },
  /** Takes a waiting run back. Once something was sent it is `invalid`. */
  'revocation.undo': { input: OfRun, output: Run },
  'revocation.sendNow': { input: OfRun, output: Run },
  'revocation.pause': { input: OfRun, output: Run },
  'revocation.resume': { input: OfRun, output: Run },
  /** Sends no more; what is in flight is waited for, and everything is read back. */
  'revocation.stop': { input: OfRun, output: Run },
  'revocation.run': { input: OfRun, output: Run },
  /**
   * Runs that are under way, and those of the past that were not closed, also by earlier starts. Newest first. One with
   * nothing left to tell is closed when Sessiondeck ends in good order.
   */
  'revocation.runs': { input: Nothing, output: z.array(RunSummary) },
  /** Reads back once more what could not be told: sends nothing. */
  'revocation.check': { input: OfRun, output: Run },
  /** The person has seen the outcome. */
  'revocation.close': { input: OfRun, output: Done },
} as const;
