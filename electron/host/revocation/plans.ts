import { fail } from '../../bridge/failure.ts';
import type { Plan } from '../../bridge/revocation.ts';
import type { Settings } from '../../bridge/settings.ts';
import type { Operations } from '../lists/operations.ts';
import type { Listing } from '../lists/listing.ts';
import { type Clock, elapsedSince, type Moment, momentOf } from './clock.ts';
import { differences, makePlan, planLife, type PlanPorts, type Selection } from './plan.ts';

/** Maximum number of open plans; the oldest are dropped. */
const mostOpen = 20;

interface Open {
  plan: Plan;
  wanted: Selection;
  made: Moment;
}

export interface PlansPorts {
  operations: Operations;
  listing: Listing;
  clock: Clock;
  claims: PlanPorts['claims'];
  undo: () => Settings['undo'];
}

/** What the person entered with a confirmation. */
export interface Confirmation {
  name: string;
  reason: string;
  currentUnknown: boolean;
}

/** Plans that were made but not yet confirmed. */
export class Plans {
  readonly #open = new Map<string, Open>();
  readonly #ports: PlansPorts;

  constructor(ports: PlansPorts) {
    this.#ports = ports;
  }

  /**
   * Makes a plan and keeps it open; reads a stale list first. Throws what reading throws, `not-found` for an unknown session,
   * `invalid` when none of them can be ended.
   */
  async make(connectionId: string, wanted: Selection): Promise<Plan> {
    // Throws for unknown ids: they are a fault of the caller, not sessions that have gone.
    const { except = [], also = [] } = wanted.matching ?? {};
    for (const id of [...wanted.sessionIds, ...except, ...also])
      this.#ports.operations.lists.row(connectionId, id);
    await this.#ports.listing.freshen(connectionId);
    const plan = await this.#make(connectionId, wanted);
    if (plan.items.length === 0) refuseEmpty(plan);
    return this.#keep(plan, wanted);
  }

  /** Reads the list and rebuilds the plan under the same id; `changes` holds the differences. */
  async rebuild(planId: string): Promise<Plan> {
    const open = this.#find(planId);
    await this.#ports.listing.again(open.plan.connectionId);
    return this.#keep(await this.#anew(open), open.wanted);
  }

  /**
   * Takes a plan to carry out, once: a second confirmation throws `not-found`. Where the plan has changed it is not taken;
   * the rebuilt plan is returned instead, for review. Throws `invalid` if the confirmation lacks something.
   */
  async take(
    planId: string,
    said: Confirmation,
  ): Promise<{ taken: Plan; wanted: Selection } | { rebuilt: Plan }> {
    const open = this.#find(planId);
    const { plan, wanted, made } = open;
    const { operations, listing, clock } = this.#ports;
    demand(plan, said, operations.find(plan.connectionId).connection.name);
    // Removed before the first await, so the second of two simultaneous confirmations finds no plan.
    this.#open.delete(planId);
    try {
      if (elapsedSince(clock, made) > planLife) await listing.again(plan.connectionId);
      else await listing.freshen(plan.connectionId);
      const now = await this.#anew(open);
      const isSame = now.changes.length === 0 && (now.oneCall === null) === (plan.oneCall === null);
      if (isSame && now.items.length > 0) return { taken: now, wanted };
      return { rebuilt: this.#keep(now, wanted) };
    } catch (error) {
      this.#open.set(planId, open);
      throw error;
    }
  }

  /** Reopens a plan that was taken but could not be begun. */
  giveBack(plan: Plan, wanted: Selection): void {
    this.#keep(plan, wanted);
  }

  /** Ids of the connection's open plans that no longer match the list as last read. */
  async outdated(connectionId: string): Promise<string[]> {
    const outdated: string[] = [];
    for (const { plan, wanted, made } of [...this.#open.values()]) {
      // An expired plan is rebuilt when it is confirmed.
      if (plan.connectionId !== connectionId || elapsedSince(this.#ports.clock, made) > planLife) continue;
      const now = await this.#make(connectionId, wanted);
      if (differences(plan, now).length > 0) outdated.push(plan.id);
    }
    return outdated;
  }

  async #anew({ plan, wanted }: Open): Promise<Plan> {
    const made = await this.#make(plan.connectionId, wanted);
    return { ...made, id: plan.id, changes: differences(plan, made) };
  }

  #make(connectionId: string, wanted: Selection): Promise<Plan> {
    const { operations, claims, clock, undo } = this.#ports;
    return makePlan({ operations, claims, now: clock.now() }, connectionId, wanted, undo());
  }

  #keep(plan: Plan, wanted: Selection): Plan {
    this.#open.set(plan.id, { plan, wanted, made: momentOf(this.#ports.clock) });
    for (const id of this.#open.keys()) if (this.#open.size > mostOpen) this.#open.delete(id);
    return plan;
  }

  #find(planId: string): Open {
    const got = 'there is no such plan: it was confirmed already, or is too old. Make it again';
    return this.#open.get(planId) ?? fail({ code: 'not-found', tried: 'revocation.confirm', got });
  }
}

function refuseEmpty({ inOpenRun }: Plan): never {
  const got =
    inOpenRun.length > 0
      ? 'these sessions are in an open run already: undo it, or wait until it is over'
      : 'none of these sessions can be ended: they are over, or only the current one is left';
  return fail({ code: 'invalid', tried: 'revocation.plan', got, next: 'refresh' });
}

/** Throws `invalid` if a confirmation lacks what the plan needs. The page checks too, but is not trusted. */
function demand({ needs }: Plan, said: Confirmation, name: string): void {
  const tried = 'revocation.confirm';
  if (needs.name && said.name.trim() !== name) {
    fail({ code: 'invalid', tried, got: 'the name typed is not the name of the connection', field: 'name' });
  }
  if (needs.reason === 'required' && said.reason === '') {
    fail({ code: 'invalid', tried, got: 'a reason is needed', field: 'reason' });
  }
  if (needs.currentUnknown && !said.currentUnknown) {
    const got = 'the current session is not known: say that it may be among them';
    fail({ code: 'invalid', tried, got, field: 'currentUnknown' });
  }
}
