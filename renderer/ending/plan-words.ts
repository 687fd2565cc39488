import type { Connection } from '../../electron/bridge/connection.ts';
import type { Plan, PlannedCall } from '../../electron/bridge/revocation.ts';
import type { Page } from '../app/page.ts';
import { m } from '../messages/compiled/messages.js';
import { visibleText } from '../ui/visible-text.ts';
import { endTitle } from './end-words.ts';
import { duration } from '../ui/figures.ts';
import { isComplete, listedTitle, planCautions } from '../sessions/listed-words.ts';
import { sessionName } from '../sessions/row/describe.ts';

/** How long sending takes, at the rate that the API's documents give. */
export function planTime({ estimate, rate }: Plan): string {
  if (estimate < 1000) return m.plan_takes_little();
  const time = duration(estimate);
  return rate
    ? m.plan_takes_rate({ time, requests: rate.requests, seconds: rate.seconds })
    : m.plan_takes({ time });
}

/** What can still be done about it once it is confirmed. */
export function planWait({ undo }: Plan): string {
  if (undo === null) return m.plan_waits_open();
  return undo === 0 ? m.plan_waits_not() : m.plan_waits({ seconds: Math.round(undo / 1000) });
}

/** What the name of a run is made of. */
type Named = Pick<Page, 'runs' | 'times' | 'clock'>;

/** That sessions are left out, and which run has them: it is named by when it was confirmed. */
export function inRunLine({ runs, times, clock }: Named, runId: string, count: number): string {
  const run = runs.list.find(({ id }) => id === runId);
  return m.plan_in_run({ count, time: times.clock(run?.summary.startedAt ?? clock.now, clock.now) });
}

/** Every request, in the order of the plan. */
export function planCalls({ oneCall, items }: Plan): PlannedCall[] {
  return oneCall ? [oneCall] : items.flatMap(({ call }) => (call ? [call] : []));
}

/** "DELETE /sessions/123". */
export function callLine({ method, path }: PlannedCall): string {
  return `${method} ${visibleText(path, 200)}`;
}

/** The whole plan as text, to show to somebody else. A plan holds no secrets, so neither does the text. */
export function planText(page: Named, plan: Plan, connection: Connection): string {
  const lines = [
    endTitle(plan),
    `${visibleText(connection.name, 80)} · ${connection.baseUrl}`,
    new Date(plan.madeAt).toISOString(),
    ...(isComplete(plan.listed) ? [] : [`${listedTitle(plan.listed)}.`, ...planCautions(plan)]),
    '',
    m.plan_ends({ count: plan.items.length }),
    ...plan.items.map(({ session }) => `- ${sessionName(session)}${ipOf(session.ip)}`),
    '',
    m.plan_stays({ count: plan.stays }),
    ...plan.inOpenRun.flatMap(({ runId, sessions }) => [
      '',
      inRunLine(page, runId, sessions.length),
      ...sessions.map((session) => `- ${sessionName(session)}${ipOf(session.ip)}`),
    ]),
    '',
    `${m.plan_calls()}: ${m.end_calls({ count: plan.calls })}. ${planTime(plan)}. ${planWait(plan)}.`,
    ...planCalls(plan).map(callLine),
  ];
  return `${lines.join('\n')}\n`;
}

function ipOf(ip: string | null): string {
  return ip === null ? '' : ` · ${visibleText(ip, 45)}`;
}
