import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import { BridgeError } from '../../electron/bridge/failure.ts';
import type { Run, RunItem, RunState, RunSummary } from '../../electron/bridge/revocation.ts';
import { FollowedRun, type OnState } from './followed-run.svelte.ts';

/** A session of a run. */
export interface Place {
  followed: FollowedRun;
  item: RunItem;
}

const none: readonly FollowedRun[] = [];

/** The runs of all connections that are under way, and those over that the person has not put away yet. */
export class Runs {
  readonly #bridge: Bridge;
  readonly #onState: OnState;
  #list = $state.raw(none);
  #reached = $state(true);
  /** Empty while the host is gone: no run can be acted on, and the last known states may be out of date. */
  readonly #heard: readonly FollowedRun[] = $derived.by(() => (this.#reached ? this.#list : none));

  /** Newest first, without the runs that were undone. */
  readonly list: readonly FollowedRun[] = $derived.by(() =>
    this.#heard.filter(({ summary }) => summary.state !== 'undone'),
  );
  /** The newest one that nothing was sent for yet. */
  readonly waiting: FollowedRun | undefined = $derived.by(() =>
    this.#heard.find(({ summary }) => summary.state === 'waiting'),
  );
  /** True while something is still to be sent. */
  readonly unfinished: boolean = $derived.by(() =>
    this.#heard.some(({ summary: { state } }) => ['waiting', 'sending', 'paused'].includes(state)),
  );
  readonly #places: ReadonlyMap<string, Place> = $derived.by(() => {
    const places = new Map<string, Place>();
    for (const followed of this.list.toReversed()) {
      for (const item of followed.run?.items ?? []) places.set(item.session.id, { followed, item });
    }
    return places;
  });

  constructor(bridge: Bridge, onState: OnState) {
    this.#bridge = bridge;
    this.#onState = onState;
    bridge.on('revocation.progress', (summary) => this.#hear(summary));
    bridge.on('host.reached', ({ reached }) => (this.#reached = reached));
  }

  /**
   * Picks up what is under way, and what an earlier Sessiondeck left unfinished. Again, it catches up with what was
   * missed.
   */
  async load(): Promise<void> {
    const summaries = await this.#bridge('revocation.runs', {});
    const kept = new Set(summaries.map(({ id }) => id));
    this.#list = this.#list.filter(({ id }) => kept.has(id));
    await Promise.all(
      summaries.map((summary) => (this.#known(summary.id) ?? this.#add(summary, summary.state)).read()),
    );
  }

  /** Takes up a run that was just confirmed. */
  follow(run: Run): void {
    // When an event was quicker than this answer, what is read after it is newer.
    if (!this.#known(run.id)) this.#add(run, null).take(run);
  }

  /** Whether sessions of the connection are being ended, or about to be. */
  isOpenOn(connectionId: string): boolean {
    return this.#heard.some(
      ({ summary: { connectionId: on, state } }) =>
        on === connectionId && ['waiting', 'sending', 'paused', 'reading-back'].includes(state),
    );
  }

  /** Where a session stands in the newest run that it is part of. */
  placeOf(sessionId: string): Place | undefined {
    return this.#places.get(sessionId);
  }

  /** Puts a run away for good: the person has seen how it ended. Throws BridgeError. */
  async close({ id }: FollowedRun): Promise<void> {
    try {
      await this.#bridge('revocation.close', { runId: id });
    } catch (error) {
      // Another window may have put it away first.
      if (!(error instanceof BridgeError) || error.failure.code !== 'not-found') throw error;
    }
    this.#list = this.#list.filter((followed) => followed.id !== id);
  }

  #hear(summary: RunSummary): void {
    const known = this.#known(summary.id);
    if (known) known.hear(summary);
    else if (summary.state !== 'undone') void this.#add(summary, null).read();
  }

  #known(id: string): FollowedRun | undefined {
    return this.#list.find((followed) => followed.id === id);
  }

  /** @param told the state that need not be told any more */
  #add(summary: RunSummary, told: RunState | null): FollowedRun {
    const followed = new FollowedRun(this.#bridge, summary, told, this.#onState);
    this.#list = [followed, ...this.#list].toSorted((a, b) => b.summary.startedAt - a.summary.startedAt);
    return followed;
  }
}

export const [useRuns, provideRuns] = createContext<Runs>();
