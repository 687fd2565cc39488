import { expect } from 'vitest';
import type { Connection } from '../../../electron/bridge/connection.ts';
import { openGuard, type Guard } from '../../../electron/host/guard/guard.ts';
import { hindranceOf } from '../../../electron/host/revocation/permission.ts';
import type { OneRun } from '../../../electron/host/revocation/run.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { connection as development, ModelServer, type Manner } from './model/server.ts';
import { confirmedRun } from './model/lives.ts';

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const undo = 10 * second;
export const production: Connection = { ...development, kind: 'production' };

/** A confirmed run whose time, permission, lock and connection a test moves. */
export class Stage {
  readonly clock = new FakeClock();
  readonly guard: Guard = openGuard(() => undefined, this.clock.now);
  readonly server: ModelServer;
  readonly run: OneRun;
  connections: Connection[];
  locked = false;

  constructor(planned = development, script: Manner[] = [], ids = ['a', 'b', 'c', 'd', 'e', 'f']) {
    this.connections = [planned];
    this.server = new ModelServer(ids, script, false);
    const ports = {
      operations: { connections: () => this.connections },
      guard: this.guard,
      isLocked: () => this.locked,
    };
    const hindrance = () => hindranceOf(ports, planned);
    // What failed is sent again after five seconds, which is in the middle of nothing.
    const again = (_: unknown, attempt: number) => (attempt < 3 ? this.clock.now() + 5 * second : null);
    this.run = confirmedRun(this.server, ids, { clock: this.clock, hindrance, again });
    if (planned.kind === 'production') this.guard.allow(planned);
  }

  /** Sessions for which a request has arrived. */
  get sent(): number {
    return this.server.arrived.size;
  }

  /** All requests that have arrived. */
  get requests(): number {
    return [...this.server.arrived.values()].reduce((sum, times) => sum + times, 0);
  }

  get isAllowed(): boolean {
    const isSame = this.connections[0]?.baseUrl === production.baseUrl;
    return isSame && !this.locked && this.guard.until('c') !== null;
  }

  /** What the page is told of a run that waits: why it waits for longer, and for how long from now. */
  get shown(): { delay: string | null; left: number | null } {
    const { delay, sendsAt } = this.run.summary();
    return { delay, left: sendsAt === null ? null : sendsAt - this.clock.now() };
  }

  async untilOver(): Promise<void> {
    await expect.poll(() => this.run.isOver).toBe(true);
  }
}

/** What may come between the confirmation and the sending, and what the page then says. */
export const hindrances: [string, (on: Stage) => void, string][] = [
  ['permission was ended', ({ guard }) => void guard.end('c'), 'not-allowed'],
  ['Sessiondeck was locked', (on) => (on.locked = true), 'locked'],
  [
    'the connection got another address',
    (on) => (on.connections = [{ ...production, baseUrl: 'http://127.0.0.1:1' }]),
    'connection-changed',
  ],
  [
    'the connection got other settings',
    (on) => (on.connections = [{ ...production, settings: { a: 'b' } }]),
    'connection-changed',
  ],
  ['the connection is gone', (on) => (on.connections = []), 'connection-changed'],
];
