import type { Bridge } from '../../electron/bridge/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { EndReport, EndResult, Session } from '../../electron/bridge/session.ts';
import { failureOf } from '../failures/caught.ts';
import { isLive } from './describe.ts';
import type { Reading } from './reading.svelte.ts';

/** The contract's own limit on one call. */
export const mostAtOnce = 1000;

/** A verdict; or `kept`: everything was to end, and the server left the current session out by its own rule. */
export type Finding = EndResult['verdict'] | 'kept';

/** One act of ending, with what the read-back found. */
export interface Outcome {
  at: number;
  /** The sessions as they were before, each with its result. */
  results: readonly { session: Session; result: EndResult; finding: Finding }[];
  report: EndReport;
}

/** What the open dialog asks about. */
export interface Question {
  sessions: readonly Session[];
  /** By the API's one call for everything, rather than one by one. */
  everything: boolean;
}

/** Ending sessions: the question, the act, and what the read-back found. */
export class Ending {
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  readonly #reading: Reading;
  #asked = $state.raw<Question | null>(null);
  #pending = $state.raw<ReadonlySet<string>>(new Set());
  #outcome = $state.raw<Outcome | null>(null);
  #failure = $state.raw<Failure | null>(null);

  constructor(bridge: Bridge, connectionId: string, reading: Reading) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
    this.#reading = reading;
  }

  /** Null when no dialog is open. */
  get asked(): Question | null {
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
    if (sessions.length > 0) this.#asked = { sessions, everything: false };
  }

  /** Asks about every session that is live, the current one included. */
  askEverything(): void {
    const sessions = this.#reading.sessions.filter(isLive);
    if (sessions.length > 0) this.#asked = { sessions, everything: true };
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
    const question = this.#asked;
    if (!question) return null;
    this.#asked = null;
    this.dismiss();
    this.#mark(question.sessions, true);
    try {
      return this.#take(await this.#end(question), question);
    } catch (error) {
      this.#failure = failureOf(error, question.everything ? 'sessions.endAll' : 'sessions.end');
      return null;
    } finally {
      this.#mark(question.sessions, false);
    }
  }

  #end({ sessions, everything }: Question): Promise<EndReport> {
    const connectionId = this.#connectionId;
    if (everything) return this.#bridge('sessions.endAll', { connectionId });
    return this.#bridge('sessions.end', { connectionId, sessionIds: sessions.map(({ id }) => id) });
  }

  #take(report: EndReport, { sessions, everything }: Question): Outcome {
    const before = new Map(sessions.map((session) => [session.id, session]));
    const results = report.results.flatMap((result) => {
      const session = before.get(result.sessionId);
      return session ? [{ session, result, finding: findingOf(session, result, everything) }] : [];
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

function findingOf(session: Session, { verdict, callFailure }: EndResult, everything: boolean): Finding {
  const kept = everything && session.current === true && verdict === 'still-there' && !callFailure;
  return kept ? 'kept' : verdict;
}
