import type { RunState, RunSummary } from '../../bridge/revocation.ts';
import { throttled, type Throttled } from '../work/throttle.ts';
import type { ShownRun } from './ports.ts';

/** Between two reports of a run that is in the same state, ms: adding up a long run takes its time too. */
const apart = 100;

interface Reported {
  state: RunState;
  reports: Throttled;
}

/** Tells how runs are getting on: of a new state at once, of progress within a state at most ten times a second. */
export class Progress {
  readonly #told = new Map<string, Reported>();
  readonly #publish: (summary: RunSummary) => void;

  constructor(publish: (summary: RunSummary) => void) {
    this.#publish = publish;
  }

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

  /** Tells no more of any. */
  stop(): void {
    for (const { reports } of this.#told.values()) reports.stop();
  }
}
