import type { ItemState, RunSummary } from '../../../electron/bridge/revocation.ts';
import type { Account, SessionAccount } from './account.ts';
import type { Traffic } from './traffic.ts';

/** What is true, whatever the host says. */
export interface Truth {
  /** Names of the sessions that were planned. */
  planned: ReadonlySet<string>;
  lives: (name: string) => boolean;
  /** Of this run alone. */
  traffic: Traffic;
  /** Sessions that may end without being asked to. */
  mayEnd?: ReadonlySet<string>;
  /** What was issued before goes on working for a while. */
  worksOn?: boolean;
}

export interface Findings {
  /** Planned sessions of which there is no final account, in words. */
  lost: string[];
  /** What is said and is not so, in words. */
  wrong: string[];
  /** Sessions of which it is said that they cannot be told, with why, in words. */
  unknown: string[];
  /** Sessions that the read-back rightly found alive, and that ended afterwards, by a request that was cut off. */
  late: number;
}

/** Holds what is said of a run that is over against the truth: every planned session, once, and the totals. */
export function judge(account: Account, truth: Truth): Findings {
  const findings: Findings = { lost: [], wrong: [], unknown: [], late: 0 };
  const accounts = new Map(account.sessions.map((session) => [session.name, session]));
  if (accounts.size < account.sessions.length) findings.wrong.push('a session is in the run twice');
  for (const id of accounts.keys()) {
    if (!truth.planned.has(id)) findings.wrong.push(`${id} is in the run and was not planned`);
  }
  for (const id of truth.planned) {
    const session = accounts.get(id);
    if (session) judgeSession(session, truth, findings);
    else findings.lost.push(`${id} was planned and is not in the run`);
  }
  for (const id of truth.traffic.sessions) {
    if (!truth.planned.has(id)) findings.wrong.push(`${id} was sent a call and was not planned`);
  }
  for (const id of account.endedUnasked) {
    if (truth.lives(id)) findings.wrong.push(`${id} is said to have ended unasked, and lives`);
    else if (!truth.mayEnd?.has(id)) findings.wrong.push(`${id} is said to have ended unasked`);
  }
  if (account.state === 'undone' && truth.traffic.sent > 0)
    findings.wrong.push('the run is undone and sent something');
  findings.wrong.push(...judgeTotals(account), ...judgeCounts(account));
  return findings;
}

function judgeSession(session: SessionAccount, truth: Truth, findings: Findings): void {
  const { name: id, state, attempts, evidence } = session;
  const { lives, traffic } = truth;
  const { received, refused } = traffic.of(id);
  const rests = evidence && ` (${evidence.rests})`;
  const wrong = (what: string) => findings.wrong.push(`${id} is ${state}${rests ?? ''}: ${what}`);
  for (const what of judgeVerdict(session, truth)) wrong(what);
  if (attempts < received) wrong(`${attempts} attempts are counted and ${received} were received`);
  switch (state) {
    case 'ended':
      if (lives(id)) wrong('it lives');
      break;
    case 'failed':
      if (!lives(id) && !traffic.endedAfterReadBack(id)) wrong('it has ended');
      else if (!lives(id)) findings.late += 1;
      break;
    case 'not-sent':
      if (received > refused) wrong(`it was sent ${received} times`);
      else if (!lives(id)) wrong('it has ended');
      break;
    case 'unknown':
      findings.unknown.push(`${id}: ${reasons(session)}`);
      break;
    case 'kept':
      wrong('no plan said that it may stay');
      break;
    default:
      findings.lost.push(`${id} is ${state}, and the run is over`);
  }
}

/** Why a session cannot be told of, as the host says. */
function reasons({ verdict, evidence }: SessionAccount): string {
  const gaps = evidence?.gaps.map(({ why }) => why) ?? [];
  return [verdict ?? 'no verdict', evidence?.word, ...gaps].filter(Boolean).join(', ');
}

/** What is wrong with a verdict in itself: it needs evidence, and says what goes on working. */
function judgeVerdict({ verdict, evidence, worksOn }: SessionAccount, truth: Truth): string[] {
  if (verdict === null) return [];
  const isProven = evidence !== null && (evidence.rests !== 'nothing') === (verdict !== 'cannot-be-checked');
  const isSilent = truth.worksOn === true && verdict === 'ended' && worksOn === false;
  return [
    ...(isProven ? [] : [`${verdict} rests on ${evidence?.rests ?? 'no evidence'}`]),
    ...(isSilent ? ['it is not said that it goes on working for a while'] : []),
  ];
}

/** What is wrong with totals in themselves, at any moment of a run. */
export function judgeTotals({ totals }: Pick<RunSummary, 'totals'>): string[] {
  const { planned, open, ended, failed, notSent, unknown } = totals;
  const sum = open + ended + failed + notSent + unknown;
  return sum === planned ? [] : [`the totals of ${planned} planned add up to ${sum}`];
}

/** What is wrong with totals against the sessions that they are totals of. */
function judgeCounts({ totals, sessions }: Account): string[] {
  const count = (state: ItemState) => sessions.filter((session) => session.state === state).length;
  const real = [count('ended'), count('failed'), count('not-sent'), count('unknown'), sessions.length];
  const said = [totals.ended, totals.failed, totals.notSent, totals.unknown, totals.planned];
  return String(real) === String(said)
    ? []
    : [`the totals say ${said.join(', ')} and the sessions ${real.join(', ')}`];
}
