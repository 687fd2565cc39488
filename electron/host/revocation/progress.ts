import type { RunState, RunSummary } from '../../bridge/revocation.ts';
import { throttled, type Throttled } from '../work/throttle.ts';
import type { ShownRun } from './ports.ts';

/** Minimum time between two reports in the same state, ms: computing the totals of a long run takes time. */
const apart = 100;

interface Reported {
  state: RunState;
  reports: Throttled;
}

/** Publishes the progress of runs: a new state at once, progress within a state at most ten times a second. */
export class Progress {
  readonly #told = new Map<string, Reported>();
  readonly #publish: (summary: RunSummary) => void;

  constructor(publish: (summary: RunSummary) => void) {
    this.#publish = publish;
  }

  /** Call whenever a run has progressed; forgets it once it is over. */
  tell(run: ShownRun): void {
    const known = this.#told.get(run.id);
    const told = known ?? { state: run.state, reports: throttled(() => this.#publish(run.summary()), apart) };
    this.#told.set(run.id, told);
    if (known?.state === run.state) return told.reports.soon();
    told.state = run.state;
    this.#publish(run.summary());
    if (!run.isOver) return;
    told.reports.stop();
    this.#told.delete(run.id);
  }

  /** Stops reporting on all runs. */
  stop(): void {
    for (const { reports } of this.#told.values()) reports.stop();
  }
}
