import { setTimeout as sleep } from 'node:timers/promises';
import type { Bridge } from '../../../../electron/bridge/crossing/connect.ts';
import type { Run } from '../../../../electron/bridge/revocation.ts';
import type { MockApi } from '../../../../mock-server/index.ts';

/** What a leg that plays one scene found to be wrong, in words; and how long it took. */
export interface DrillFigures {
  checks: number;
  wrong: string[];
  seconds: number;
}

export function drillLines({ checks, wrong, seconds }: DrillFigures): string[] {
  const rows = [
    ['checks', String(checks)],
    ['wrong', String(wrong.length)],
    ['duration', `${seconds.toFixed(1)} s`],
  ];
  return [
    ...rows.map(([name = '', value = '']) => `${name.padEnd(27)} ${value}`),
    ...wrong.map((line) => `wrong: ${line}`),
  ];
}

/** Counts what is held against the truth in one scene. */
export class Drill {
  readonly #started = performance.now();
  readonly #wrong: string[] = [];
  #checks = 0;

  /** @param otherwise what is wrong if it is not so */
  check(otherwise: string, isSo: boolean): void {
    this.#checks += 1;
    if (!isSo) this.#wrong.push(otherwise);
  }

  end(): DrillFigures {
    const seconds = (performance.now() - this.#started) / 1000;
    return { checks: this.#checks, wrong: this.#wrong, seconds };
  }
}

/** Paths of the requests that asked a mock server for an end, from `/sessions` on, in their order. */
export function endsAt({ requests }: MockApi): string[] {
  const ends = requests.filter(({ method }) => method === 'DELETE');
  return ends.map(({ path }) => path.replace(/^.*(?=\/sessions)/, ''));
}

/** Confirms the end of one session, which then waits for as long as the settings say. */
export async function confirmOne(bridge: Bridge, connectionId: string, sessionId: string): Promise<Run> {
  const sessionIds = [sessionId];
  const { id: planId } = await bridge('revocation.plan', { connectionId, scope: 'one', sessionIds });
  const said = { name: '', reason: 'chaos', currentUnknown: true, sendNow: false };
  const { run } = await bridge('revocation.confirm', { planId, ...said });
  if (!run) throw new Error('the plan was rebuilt, though nothing had changed');
  return run;
}

/** A live session that is not our own: the last of the list that `but` does not name. */
export async function targetOn(bridge: Bridge, connectionId: string, but = ''): Promise<string> {
  const { sessions } = await bridge('sessions.list', { connectionId, filters: {} });
  const target = sessions.findLast(
    ({ id, status, current }) => status === 'active' && !current && id !== but,
  );
  if (!target) throw new Error('the mock server has no session to end');
  return target.id;
}

/** Resolves with the run once it is over. */
export async function untilOver(bridge: Bridge, runId: string): Promise<Run> {
  for (;;) {
    const run = await bridge('revocation.run', { runId });
    if (['done', 'undone', 'interrupted'].includes(run.state)) return run;
    await sleep(20);
  }
}
