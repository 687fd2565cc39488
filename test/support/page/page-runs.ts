import { fail, failure } from '../../../electron/bridge/failure.ts';
import type { Plan, PlanChange, Run, RunItem, RunSummary } from '../../../electron/bridge/revocation.ts';
import type { Handlers, Publish } from '../../../electron/bridge/crossing/serve.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import { differences, planOf, type AskedEnd } from './page-plans.ts';

type Calls = Extract<keyof Handlers, `revocation.${string}`>;

/** A run of these sessions as it might stand; `parts` says what is special about it. */
export function fixtureRun(items: RunItem[], parts: Partial<Run> = {}): Run {
  const connectionId = items[0]?.session.connectionId ?? 'demo-better-auth';
  const run: Run = {
    ...{ id: 'run-1', connectionId, scope: 'selected', state: 'done', startedAt: Date.now(), endedAt: null },
    ...{
      sendsAt: null,
      sendsIn: null,
      delay: null,
      pause: null,
      stopped: null,
      reason: '',
      items,
      endedUnasked: [],
      unaskedEvidence: {},
      appeared: [],
      left: null,
      nowActive: null,
    },
    notRecorded: null,
    totals: { planned: 0, open: 0, ended: 0, failed: 0, notSent: 0, unknown: 0 },
    ...parts,
  };
  return { ...run, totals: parts.totals ?? totalsOf(run.items) };
}

export function fixtureItem(session: Session, parts: Partial<RunItem> = {}): RunItem {
  return {
    ...{ session, mayStay: false, state: 'ended', attempts: 1, callFailure: null, verdict: 'ended' },
    ...{ evidence: null, checkFailure: null, mayWorkUntil: null },
    ...parts,
  };
}

function totalsOf(items: RunItem[]): Run['totals'] {
  const counted = items.filter(({ mayStay }) => !mayStay);
  const among = (...states: RunItem['state'][]) =>
    counted.filter(({ state }) => states.includes(state)).length;
  return {
    planned: counted.length,
    open: among('waiting', 'sending', 'sent'),
    ended: among('ended'),
    failed: among('failed'),
    notSent: among('not-sent'),
    unknown: among('unknown'),
  };
}

/**
 * Plans and runs in memory, by the rules of the contract. Nothing happens by itself: time moves with `pass`, and with
 * `hold` a run that was sent stays so until `finish`.
 */
export class FixtureRuns {
  /** What becomes of each session, and of the run. By default everything ends. */
  outcome: (session: Session) => Partial<RunItem> = () => ({});
  ending: Partial<Run> = {};
  hold = false;
  /** How the next plans differ from the rules. */
  special: Partial<Plan> = {};
  /** How a rebuilt plan differs, where the rules do not say it. */
  rebuilt: PlanChange[] | null = null;
  /** The rows that the page's list shows; set by the world that these runs belong to. */
  list: (connectionId: string) => Promise<Session[]> = async () => [];
  /** What was asked for, in order: `confirm`, `undo`… and the ids that were sent. */
  readonly did: string[] = [];
  readonly said: { name: string; reason: string; currentUnknown: boolean }[] = [];
  readonly #publish: Publish;
  readonly #plans = new Map<string, { plan: Plan; wanted: AskedEnd }>();
  readonly #runs = new Map<string, Run>();
  readonly #gone = new Set<string>();
  #now = Date.now();
  #made = 0;

  constructor(publish: Publish = () => undefined) {
    this.#publish = publish;
  }

  /** The sessions of a list that have not been ended here. */
  without(sessions: Session[]): Session[] {
    return sessions.filter(({ id }) => !this.#gone.has(id));
  }

  /** Puts a run there, as an earlier Sessiondeck might have left it, or changes one. */
  set(run: Run): void {
    this.#runs.set(run.id, run);
    this.#publish('revocation.progress', run);
  }

  /** Changes a run, and tells nobody yet: an event is on its way, or the page has not read the sessions after one. */
  setUntold(run: Run): void {
    this.#runs.set(run.id, run);
  }

  /** Moves time on, and sends what was due. */
  pass(ms: number): void {
    this.#now += ms;
    for (const run of this.#runs.values()) {
      if (run.state === 'waiting' && run.sendsAt !== null && run.sendsAt <= this.#now) this.#send(run);
    }
  }

  /** The newest run. */
  get last(): Run {
    return [...this.#runs.values()].at(-1) ?? fail({ code: 'not-found', tried: 'last', got: 'no run' });
  }

  /** Reads back and is done. */
  finish(run = this.last): void {
    const items = run.items.map((item) =>
      item.state === 'not-sent' ? item : fixtureItem(item.session, this.outcome(item.session)),
    );
    for (const { state, session } of items) if (state === 'ended') this.#gone.add(session.id);
    this.set(
      fixtureRun(items, { ...run, items, ...this.#over('done'), totals: totalsOf(items), ...this.ending }),
    );
    this.#publish('sessions.changed', { connectionId: run.connectionId });
  }

  handlers(): Pick<Handlers, Calls> {
    const act = (what: string, change: (run: Run) => void) => async (input: { runId: string }) => {
      this.did.push(what);
      change(this.#find(input.runId));
      return this.#find(input.runId);
    };
    return {
      'revocation.plan': (wanted) => this.#plan(wanted),
      'revocation.rebuild': async ({ planId }) => this.#rebuild(planId),
      'revocation.confirm': (input) => this.#confirm(input),
      'revocation.undo': act('undo', (run) => this.set({ ...run, ...this.#over('undone') })),
      'revocation.sendNow': act('sendNow', (run) => this.#send(run)),
      'revocation.pause': act('pause', (run) =>
        this.set({ ...run, state: 'paused', pause: { why: 'person', until: null } }),
      ),
      'revocation.resume': act('resume', (run) => this.set({ ...run, state: 'sending', pause: null })),
      'revocation.stop': act('stop', (run) => this.#stop(run)),
      'revocation.check': act('check', (run) => this.#check(run)),
      'revocation.run': async ({ runId }) => this.#find(runId),
      'revocation.runs': async (): Promise<RunSummary[]> => [...this.#runs.values()].toReversed(),
      'revocation.close': async ({ runId }) => {
        this.did.push('close');
        this.#runs.delete(runId);
        return {};
      },
    };
  }

  async #plan(wanted: AskedEnd): Promise<Plan> {
    const plan = this.#make(wanted, await this.list(wanted.connectionId), `plan-${++this.#made}`);
    if (plan.items.length === 0) fail({ code: 'invalid', tried: 'revocation.plan', got: 'nothing to end' });
    this.#plans.set(plan.id, { plan, wanted });
    return plan;
  }

  async #rebuild(planId: string): Promise<Plan> {
    const { plan, wanted } = this.#planOf(planId);
    const made = this.#make(wanted, await this.list(wanted.connectionId), planId);
    const rebuilt = { ...made, changes: this.rebuilt ?? differences(plan, made) };
    this.#plans.set(planId, { plan: rebuilt, wanted });
    return rebuilt;
  }

  async #confirm({ planId, sendNow, reason, ...said }: Parameters<Handlers['revocation.confirm']>[0]) {
    const { plan } = this.#planOf(planId);
    const rebuilt = await this.#rebuild(planId);
    if (rebuilt.changes.length > 0) return { run: null, plan: rebuilt };
    this.#plans.delete(planId);
    this.did.push('confirm');
    this.said.push({ reason, ...said });
    const items = plan.items.map(({ session, mayStay }) =>
      fixtureItem(session, { mayStay, state: 'waiting', attempts: 0, verdict: null }),
    );
    const { connectionId, scope, undo } = plan;
    const sendsAt = undo === null ? null : this.#now + undo;
    const known = { id: `run-${++this.#made}`, connectionId, scope, reason, startedAt: this.#now };
    const run = fixtureRun(items, { ...known, sendsAt, sendsIn: undo, state: 'waiting' });
    this.set(run);
    if (sendNow || undo === 0) this.#send(run);
    return { run: this.#find(run.id), plan: null };
  }

  #send(run: Run): void {
    this.did.push(`sent ${run.items.map(({ session }) => session.id).join()}`);
    this.set({ ...run, state: 'sending', sendsAt: null, sendsIn: null, delay: null });
    if (!this.hold) this.finish(this.#find(run.id));
  }

  #stop(run: Run): void {
    const got = 'the person stopped it';
    const stopped = failure({ code: 'invalid', tried: 'revocation.stop', got });
    const items = run.items.map((item) =>
      item.state === 'waiting' ? { ...item, state: 'not-sent' as const, callFailure: stopped } : item,
    );
    this.finish({ ...run, items });
  }

  #check(run: Run): void {
    const items = run.items.map((item) =>
      item.state === 'unknown' ? fixtureItem(item.session, this.outcome(item.session)) : item,
    );
    this.set({ ...run, items, ...this.#over('done'), totals: totalsOf(items) });
  }

  #over(state: Run['state']): Pick<Run, 'state' | 'endedAt' | 'pause' | 'sendsAt' | 'sendsIn' | 'delay'> {
    return { state, endedAt: this.#now, pause: null, sendsAt: null, sendsIn: null, delay: null };
  }

  #planOf(planId: string) {
    const got = 'there is no such plan';
    return this.#plans.get(planId) ?? fail({ code: 'not-found', tried: 'revocation.confirm', got });
  }

  #find(runId: string): Run {
    return this.#runs.get(runId) ?? fail({ code: 'not-found', tried: 'revocation.run', got: 'no such run' });
  }

  #make(wanted: AskedEnd, list: Session[], id: string): Plan {
    return { ...planOf(wanted, list, { id, now: this.#now }), ...this.special };
  }
}
