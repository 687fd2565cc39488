import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { Run, RunState, RunSummary } from '../../electron/bridge/revocation.ts';
import { failureOf } from '../failures/caught.ts';
import { Action } from '../remote/action.svelte.ts';
import { deadlineIn, type Deadline } from '../ui/time/deadline.ts';

/** What can be done with a run. */
export type RunAct = 'undo' | 'sendNow' | 'pause' | 'resume' | 'stop' | 'check';

/** Called on each new state, with the sessions as they are in that state. */
export type OnState = (followed: FollowedRun, run: Run) => void;

/**
 * One run as the page knows it. An event gives the summary at once; the sessions are read after it, since they are
 * many. What was read after the last event is the truth, in whatever order the two carriers deliver.
 */
export class FollowedRun {
  readonly id: string;
  readonly connectionId: string;
  readonly #bridge: Bridge;
  readonly #onState: OnState;
  #summary = $state.raw<RunSummary>() as RunSummary;
  #sends = $state.raw<Deadline | null>(null);
  #run = $state.raw<Run | null>(null);
  /** Why the sessions could not be read. */
  #unread = $state.raw<Failure | null>(null);
  readonly #action = new Action<`revocation.${RunAct}`>();
  /** The last state that was reported; null: none. */
  #told: RunState | null;
  /** How many events reported another state: an answer requested before the last such event is out of date. */
  #moves = 0;
  #reading: Promise<boolean> | null = null;
  #readAgain = false;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(bridge: Bridge, known: RunSummary, told: RunState | null, onState: OnState) {
    this.id = known.id;
    this.connectionId = known.connectionId;
    this.#bridge = bridge;
    this.#onState = onState;
    this.#keep(known);
    this.#told = told;
  }

  get summary(): RunSummary {
    return this.#summary;
  }

  /** When its undo window closes by itself; null: it does not. */
  get sends(): Deadline | null {
    return this.#sends;
  }

  /** With its sessions; null before they were read. */
  get run(): Run | null {
    return this.#run;
  }

  /** Why the last action on this run, or else the last reading of it, failed. */
  get failure(): Failure | null {
    return this.#action.failure ?? this.#unread;
  }

  get busy(): `revocation.${RunAct}` | null {
    return this.#action.busy;
  }

  /** Takes an event. The sessions are read at once when the state is another one, and otherwise now and then. */
  hear(summary: RunSummary): void {
    const same = summary.state === this.#summary.state;
    if (!same) this.#moves++;
    this.#keep(summary);
    // Nothing more is to be read of it, and the page that undid it may put it away before this one has.
    if (summary.state === 'undone' && this.#run) return this.take({ ...this.#run, ...summary });
    // A thousand sessions take some milliseconds to read; the more there are, the more seldom.
    this.#readIn(same ? Math.max(1000, summary.totals.planned) : 0);
  }

  /** Takes the whole run, as an answer brought it. */
  take(run: Run): void {
    this.#keep(run);
    this.#run = run;
    if (run.state === this.#told) return;
    this.#told = run.state;
    this.#onState(this, run);
  }

  async act(what: RunAct): Promise<void> {
    if (this.busy) return;
    const call = `revocation.${what}` as const;
    await this.#action.run(call, () => this.#take(() => this.#bridge(call, { runId: this.id })));
    if (this.#action.failure) await this.read();
  }

  /** Reads the sessions, and once more if this or an event asked for it meanwhile. Resolves with whether that worked. */
  read(): Promise<boolean> {
    this.#readAgain = true;
    return (this.#reading ??= this.#readUntilCurrent());
  }

  async #readUntilCurrent(): Promise<boolean> {
    try {
      while (this.#readAgain) {
        this.#readAgain = false;
        await this.#take(() => this.#bridge('revocation.run', { runId: this.id }));
      }
      this.#unread = null;
      return true;
    } catch (error) {
      this.#unread = failureOf(error, 'revocation.run');
      return false;
    } finally {
      this.#reading = null;
    }
  }

  #keep(summary: RunSummary): void {
    this.#summary = summary;
    this.#sends = summary.sendsIn === null ? null : deadlineIn(summary.sendsIn);
  }

  async #take(ask: () => Promise<Run>): Promise<void> {
    const moves = this.#moves;
    const run = await ask();
    // The event that came in between has it read again.
    if (moves === this.#moves) this.take(run);
  }

  #readIn(ms: number): void {
    if (ms === 0) {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
      void this.read();
    } else {
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        void this.read();
      }, ms);
    }
  }
}
