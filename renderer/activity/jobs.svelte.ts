import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { RunSummary } from '../../electron/bridge/revocation.ts';

const underWay: readonly RunSummary['state'][] = ['waiting', 'sending', 'paused', 'reading-back'];

/** Runs as they come further: those under way and, when there are none, the last one that was. */
export class Jobs {
  #runs = $state.raw<ReadonlyMap<string, RunSummary>>(new Map());
  #last = $state.raw<RunSummary | null>(null);

  readonly running: readonly RunSummary[] = $derived(
    [...this.#runs.values()].filter(({ state }) => underWay.includes(state)),
  );

  constructor(bridge: Bridge) {
    bridge.on('revocation.progress', (run) => this.#take(run));
  }

  /** The run to speak of: the one that came further last. */
  get current(): RunSummary | null {
    return this.running.find(({ id }) => id === this.#last?.id) ?? this.running[0] ?? this.#last;
  }

  #take(run: RunSummary): void {
    this.#runs = new Map(this.#runs).set(run.id, run);
    this.#last = run;
  }
}
