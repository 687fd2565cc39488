import type { Bridge } from '../../electron/bridge/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { EndReport, EndResult, Session } from '../../electron/bridge/session.ts';
import { failureOf } from '../failures/caught.ts';
import type { Reading } from './reading.svelte.ts';

/** The contract's own limit on one call. */
export const mostAtOnce = 1000;

/** One act of ending, with what the read-back found. */
export interface Outcome {
  at: number;
  /** The sessions as they were before, each with its result. */
  results: readonly { session: Session; result: EndResult }[];
  report: EndReport;
}

/** Ending sessions: the question, the act, and what the read-back found. */
export class Ending {
  readonly #bridge: Bridge;
  readonly #reading: Reading;
  #asked = $state.raw<readonly Session[] | null>(null);
  #pending = $state.raw<ReadonlySet<string>>(new Set());
  #outcome = $state.raw<Outcome | null>(null);
  #failure = $state.raw<Failure | null>(null);

  constructor(bridge: Bridge, reading: Reading) {
    this.#bridge = bridge;
    this.#reading = reading;
  }

  /** The sessions that the open dialog asks about; null when there is none. */
  get asked(): readonly Session[] | null {
    return this.#asked;
  }

  get pending(): ReadonlySet<string> {
    return this.#pending;
  }

  get outcome(): Outcome | null {
    return this.#outcome;
  }

  /** Why the call as a whole failed: then nothing is known of any session. */
  get failure(): Failure | null {
    return this.#failure;
  }

  ask(sessions: readonly Session[]): void {
    if (sessions.length > 0) this.#asked = sessions;
  }

  keep(): void {
    this.#asked = null;
  }

  dismiss(): void {
    this.#outcome = null;
    this.#failure = null;
  }

  /** Ends what was asked about. Resolves with the outcome, or null when the call as a whole failed. */
  async confirm(): Promise<Outcome | null> {
    const sessions = this.#asked ?? [];
    const [first] = sessions;
    if (!first) return null;
    this.#asked = null;
    this.dismiss();
    this.#mark(sessions, true);
    try {
      const sessionIds = sessions.map(({ id }) => id);
      const report = await this.#bridge('sessions.end', { connectionId: first.connectionId, sessionIds });
      return this.#take(report, sessions);
    } catch (error) {
      this.#failure = failureOf(error, 'sessions.end');
      return null;
    } finally {
      this.#mark(sessions, false);
    }
  }

  #take(report: EndReport, sessions: readonly Session[]): Outcome {
    const before = new Map(sessions.map((session) => [session.id, session]));
    const results = report.results.flatMap((result) => {
      const session = before.get(result.sessionId);
      return session ? [{ session, result }] : [];
    });
    if (report.page) this.#reading.replace(report.page);
    this.#outcome = { at: Date.now(), results, report };
    return this.#outcome;
  }

  #mark(sessions: readonly Session[], pending: boolean): void {
    const marked = new Set(this.#pending);
    for (const { id } of sessions) {
      if (pending) marked.add(id);
      else marked.delete(id);
    }
    this.#pending = marked;
  }
}
