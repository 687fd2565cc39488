import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { Session, Verification } from '../../electron/bridge/session.ts';
import { failureOf } from '../failures/caught.ts';

export type Check =
  { state: 'busy' } | { state: 'done'; verification: Verification } | { state: 'failed'; failure: Failure };

/** Asking on demand whether a session works, and the last answer for each. */
export class Checking {
  readonly #bridge: Bridge;
  #checks = $state.raw<ReadonlyMap<string, Check>>(new Map());

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  of(sessionId: string): Check | undefined {
    return this.#checks.get(sessionId);
  }

  async check({ connectionId, id: sessionId }: Session): Promise<void> {
    this.#keep(sessionId, { state: 'busy' });
    try {
      const verification = await this.#bridge('sessions.verify', { connectionId, sessionId, token: '' });
      this.#keep(sessionId, { state: 'done', verification });
    } catch (error) {
      this.#keep(sessionId, { state: 'failed', failure: failureOf(error, 'sessions.verify') });
    }
  }

  #keep(sessionId: string, check: Check): void {
    this.#checks = new Map(this.#checks).set(sessionId, check);
  }
}
