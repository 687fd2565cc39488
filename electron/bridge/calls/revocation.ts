import { z } from 'zod';
import { listedStates, longestQuery } from '../../query/question.ts';
import { flawOf, vocabularyLimits } from '../../query/vocabulary.ts';
import { Done, Id, Nothing } from './inputs.ts';
import { Plan, Run, RunSummary, scopes } from '../revocation.ts';

const OfRun = z.strictObject({ runId: Id });

/**
 * A selection as the question that it answers: the live sessions of the list as last read that match, without the current
 * one and those of `except`, and with those of `also`. The page's words come with it.
 */
const Matching = z.strictObject({
  words: z.string().max(longestQuery),
  state: z.enum(listedStates),
  /** When the page read its list, ms: ages are counted at that time. */
  at: z.number().int(),
  except: z.array(Id).max(10_000),
  also: z.array(Id).max(10_000).optional(),
  vocabulary: z
    .record(z.string().max(vocabularyLimits.key), z.string().max(vocabularyLimits.word))
    .check(({ value, issues }) => {
      const flaw = flawOf(value);
      if (flaw !== null) issues.push({ code: 'custom', message: flaw, input: value });
    }),
});
export type Matching = z.infer<typeof Matching>;

const OfPlan = z.strictObject({ planId: Id });

/** The part of the contract that is about ending sessions. */
export const revocationCalls = {
  /**
   * Makes a plan from the list as last read; sends nothing. `sessionIds` applies to `one`, `selected` and `matching`, for
   * which `matching` may stand in its place; for `others` and `everything` the host knows the sessions.
   */
  'revocation.plan': {
    input: z.strictObject({
      connectionId: Id,
      scope: z.enum(scopes),
      sessionIds: z.array(Id).max(10_000).optional(),
      matching: Matching.optional(),
    }),
    output: Plan,
  },
  /** Reads the list and rebuilds the plan; `changes` holds the differences. */
  'revocation.rebuild': { input: OfPlan, output: Plan },
  /**
   * Starts the planned run, after the undo window or at once. For an expired plan the list is read again first: where it
   * differs from the plan, or cannot be read, nothing is started, and `plan` is the rebuilt plan, which needs its own
   * confirmation.
   */
  'revocation.confirm': {
    input: OfPlan.extend({
      /** The connection's name, where the plan requires it. */
      name: z.string().max(200),
      reason: z.string().trim().max(500),
      /** Acknowledges that our own session may be among them, where the plan requires it. */
      currentUnknown: z.boolean(),
      sendNow: z.boolean(),
    }),
    output: z.object({ run: Run.nullable(), plan: Plan.nullable() }),
  },
  /** Undoes a waiting run. Throws `invalid` once something was sent. */
  'revocation.undo': { input: OfRun, output: Run },
  'revocation.sendNow': { input: OfRun, output: Run },
  'revocation.pause': { input: OfRun, output: Run },
  'revocation.resume': { input: OfRun, output: Run },
  /** Sends no more; waits for requests in flight, then reads everything back. */
  'revocation.stop': { input: OfRun, output: Run },
  'revocation.run': { input: OfRun, output: Run },
  /**
   * Open runs and past runs that were not closed, also from earlier starts, newest first. A run with nothing left to
   * report is closed when Sessiondeck quits normally.
   */
  'revocation.runs': { input: Nothing, output: z.array(RunSummary) },
  /** Reads back again the sessions whose outcome is unknown; sends nothing else. */
  'revocation.check': { input: OfRun, output: Run },
  /** The person has seen the outcome. */
  'revocation.close': { input: OfRun, output: Done },
} as const;
