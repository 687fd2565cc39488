import { expect } from 'vitest';
import type { Plan, Run, RunState, RunSummary, Scope } from '../../../electron/bridge/revocation.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import type { Settings } from '../../../electron/bridge/settings.ts';
import { mockOf, type TestHost } from '../../support/host.ts';

const nothingSaid = { name: '', reason: '', currentUnknown: false, sendNow: false };

/** A connection of a host whose sessions were read, and ways to end them. */
export class EndingSubject {
  readonly app: TestHost;
  readonly connectionId: string;
  readonly api: string;
  /** All that was told of runs, oldest first. */
  readonly #progress: RunSummary[] = [];

  constructor(app: TestHost, api: string, connectionId = `demo-${api}`) {
    this.app = app;
    this.api = api;
    this.connectionId = connectionId;
    app.bridge.on('revocation.progress', (summary) => this.#progress.push(summary));
  }

  async read(): Promise<Session[]> {
    const connections = await this.app.bridge('connections.list', {});
    const filters = connections.find(({ id }) => id === this.connectionId)?.filters ?? {};
    return (await this.app.bridge('sessions.list', { connectionId: this.connectionId, filters })).sessions;
  }

  /** Live sessions that are not the current one. */
  async others(): Promise<string[]> {
    const sessions = await this.read();
    return sessions.filter(({ status, current }) => status === 'active' && !current).map(({ id }) => id);
  }

  plan(scope: Scope, sessionIds: string[] = []): Promise<Plan> {
    return this.app.bridge('revocation.plan', { connectionId: this.connectionId, scope, sessionIds });
  }

  confirm({ id: planId }: Plan, said: Partial<typeof nothingSaid> = {}) {
    return this.app.bridge('revocation.confirm', { planId, ...nothingSaid, ...said });
  }

  /** Confirms, and gives back the run; throws when there is none. */
  async begin(plan: Plan, said: Partial<typeof nothingSaid> = {}): Promise<Run> {
    const { run } = await this.confirm(plan, { currentUnknown: true, ...said });
    if (!run) throw new Error('the plan was rebuilt instead of being carried out');
    return run;
  }

  run(runId: string): Promise<Run> {
    return this.app.bridge('revocation.run', { runId });
  }

  /** The run, once it is in one of the states. */
  async until(runId: string, ...states: RunState[]): Promise<Run> {
    for (;;) {
      const run = await this.run(runId);
      if (states.includes(run.state)) return run;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** What was told of the run when it was in a state, however soon it left it. */
  async passed(runId: string, state: RunState): Promise<RunSummary> {
    const find = () => this.#progress.find((one) => one.id === runId && one.state === state);
    await expect.poll(find).toBeDefined();
    return find() as RunSummary;
  }

  async undoWindow(undo: Settings['undo']): Promise<void> {
    await this.app.bridge('settings.save', { undo });
  }

  /** How many requests that end something the mock server has received. */
  get ends(): number {
    const { requests } = mockOf(this.app, this.api);
    return requests.filter(({ method, path }) => method === 'DELETE' || /revoke|logout/.test(path)).length;
  }
}
