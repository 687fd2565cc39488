import type { Session, SessionPage, SessionPart } from '../../../electron/bridge/session.ts';

/** How much a list must have grown before it is shown again: sorting a long one for every part would take too long. */
const growth = 1.25;

/** A list whose rows come in parts. */
export class GrowingList {
  readonly #first: SessionPage;
  readonly #sessions: Map<string, Session>;
  #total: number | null;
  #shown = 0;

  constructor(first: SessionPage) {
    this.#first = first;
    this.#total = first.total;
    this.#sessions = new Map(first.sessions.map((session) => [session.id, session]));
  }

  /** Adds a part. A row whose id came before takes the place of that row. */
  add({ sessions, total, dropped }: Pick<SessionPart, 'sessions' | 'total' | 'dropped'>): void {
    for (const session of sessions) this.#sessions.set(session.id, session);
    for (const id of dropped) this.#sessions.delete(id);
    this.#total = total;
  }

  /** Whether enough has come since the list was last shown. */
  isWorthShowing(): boolean {
    return this.#sessions.size >= this.#shown * growth;
  }

  sessions(): Session[] {
    return [...this.#sessions.values()];
  }

  /** What has come, as a list that is not complete. */
  soFar(): SessionPage {
    const sessions = this.sessions();
    this.#shown = sessions.length;
    const gap = { why: 'still-reading', count: sessions.length } as const;
    return { ...this.#first, total: this.#total, sessions, gaps: [gap] };
  }
}
