import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Input } from '../../electron/bridge/contract.ts';
import { BridgeError, type Failure } from '../../electron/bridge/failure.ts';
import type { Plan, PlanChange } from '../../electron/bridge/revocation.ts';
import { Action } from '../remote/action.svelte.ts';
import { deadlineIn, type Deadline } from '../ui/time/deadline.ts';
import type { Runs } from '../runs/runs.svelte.ts';

/** The contract's own limit on one plan. */
export const mostAtOnce = 10_000;

/** What is to end; `sessionIds` for `one` and `selected`, `matching` for the scope of that name. */
export type AskedEnd = Omit<Input<'revocation.plan'>, 'connectionId'>;

/** What the person says with a confirmation. */
export type Answer = Omit<Input<'revocation.confirm'>, 'planId'>;

/** The list that plans are made of. */
interface PlannedList {
  /** When it was read, if it is stale; null: it is not. */
  staleSince: () => number | null;
  /** Reads it again. Resolves with why it could not. */
  readAgain: () => Promise<Failure | null>;
}

type PlanCall = 'revocation.plan' | 'revocation.rebuild' | 'revocation.confirm';

const noChanges: readonly PlanChange[] = [];
const unasked: Answer = { name: '', reason: '', currentUnknown: false, sendNow: false };

/** From the wish to end sessions to the run that does: the plan, what is asked about it, and its confirmation. */
export class Planning {
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  readonly #runs: Runs;
  readonly #list: PlannedList;
  #wanted: { asked: AskedEnd; looked: boolean } | null = null;
  #plan = $state.raw<Plan | null>(null);
  /** When to make the plan again. */
  #expires = $state.raw<Deadline | null>(null);
  #asking = $state(false);
  readonly #action = new Action<PlanCall>();
  #changes = $state.raw(noChanges);
  #staleSince = $state<number | null>(null);
  #outdated = false;

  constructor(bridge: Bridge, connectionId: string, runs: Runs, list: PlannedList) {
    this.#list = list;
    this.#bridge = bridge;
    this.#connectionId = connectionId;
    this.#runs = runs;
  }

  /** The plan that the person is asked about; null while nothing is asked. */
  get question(): Plan | null {
    return this.#asking ? this.#plan : null;
  }

  /** When the plan that is asked about expires; null while nothing is asked. */
  get expires(): Deadline | null {
    return this.#asking ? this.#expires : null;
  }

  get busy(): PlanCall | null {
    return this.#action.busy;
  }

  /** Why there is no plan, or why this one was not carried out. */
  get failure(): Failure | null {
    return this.#action.failure;
  }

  /** When the list was read that was stale when the plan was asked for; null: it was not. */
  get staleSince(): number | null {
    return this.#staleSince;
  }

  /** How the plan differs from what the person has agreed to look at. It cannot be confirmed while there are any. */
  get changes(): readonly PlanChange[] {
    return this.#changes;
  }

  /**
   * Asks for a plan; a stale list is read again first. A plan that needs no question is confirmed at once, unless it is
   * `looked` at or the list was stale: it can be undone.
   */
  async ask(asked: AskedEnd, looked = false): Promise<void> {
    if (this.busy === 'revocation.confirm') return;
    this.cancel();
    this.#wanted = { asked, looked };
    const wanted = { connectionId: this.#connectionId, ...asked };
    this.#staleSince = this.#list.staleSince();
    const isStale = this.#staleSince !== null;
    const plan = await this.#action.run('revocation.plan', async () => {
      await this.#freshen();
      return this.#bridge('revocation.plan', wanted);
    });
    if (!plan) return;
    this.#take(plan);
    if (plan.needs.question || looked || isStale) this.#asking = true;
    else await this.confirm(unasked);
  }

  /** Asks for the same once more: the plan was lost, or could not be made. */
  async askAgain(): Promise<void> {
    if (this.#wanted) await this.ask(this.#wanted.asked, this.#wanted.looked);
  }

  /** The host says that rows of this plan have changed. */
  async planChanged(planId: string): Promise<void> {
    if (this.#plan?.id !== planId || this.busy === 'revocation.confirm') return;
    if (this.busy) this.#outdated = true;
    else await this.rebuild();
  }

  async rebuild(): Promise<void> {
    const plan = this.#plan;
    if (!plan || this.busy) return;
    const input = { planId: plan.id };
    const made = await this.#action.run('revocation.rebuild', () =>
      this.#bridge('revocation.rebuild', input),
    );
    if (made) this.#replace(made);
    if (!this.#outdated || this.#plan !== made) return;
    this.#outdated = false;
    await this.rebuild();
  }

  /** The person has reviewed the changes. */
  acceptChanges(): void {
    this.#changes = noChanges;
  }

  /** Confirms the plan as it is shown. A plan that is no longer true comes back changed, to be confirmed by itself. */
  async confirm(answer: Answer): Promise<void> {
    const plan = this.#plan;
    if (!plan || this.busy || this.#changes.length > 0) return;
    const input = { planId: plan.id, ...answer };
    const reply = await this.#action.run('revocation.confirm', async () => {
      await this.#freshen();
      return this.#bridge('revocation.confirm', input);
    });
    if (reply?.run) {
      this.cancel();
      this.#runs.follow(reply.run);
    } else {
      // Refused or changed: there is something to look at now.
      this.#asking = true;
      if (reply?.plan) this.#replace(reply.plan);
    }
  }

  /** Drops the plan and closes its dialog; nothing is sent. */
  cancel(): void {
    if (this.busy === 'revocation.confirm') return;
    this.#action.drop();
    this.#plan = null;
    this.#asking = false;
    this.#changes = noChanges;
    this.#staleSince = null;
    this.#outdated = false;
  }

  /** Nothing is sent on a stale list that cannot be read again. */
  async #freshen(): Promise<void> {
    if (this.#list.staleSince() === null) return;
    const failed = await this.#list.readAgain();
    if (failed) throw new BridgeError(failed);
  }

  #take(plan: Plan): void {
    this.#plan = plan;
    this.#expires = deadlineIn(plan.expiresIn);
  }

  #replace(plan: Plan): void {
    this.#take(plan);
    const changed = new Map(this.#changes.map((change) => [change.session.id, change]));
    for (const change of plan.changes) changed.set(change.session.id, change);
    this.#changes = [...changed.values()];
  }
}
