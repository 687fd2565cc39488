import type { AuditVerification } from '../../../electron/bridge/audit.ts';
import type { Account } from './account.ts';
import type { Kind } from './apis/kind.ts';
import { faultKinds, type Faults } from './faults.ts';
import type { Lie } from './lies.ts';
import type { Mode } from './tale.ts';

/** Lines of what is wrong that are printed; the rest is only counted. */
const mostLines = 20;

/** The least share of sessions that a lying list must leave decided. */
const leastDecided = 0.99;

/** How many verdicts were given, and how many of them were *cannot be checked*. */
class Decided {
  verdicts = 0;
  undecided = 0;

  /** Of them 1 is all; also of none. */
  get share(): number {
    return this.verdicts === 0 ? 1 : 1 - this.undecided / this.verdicts;
  }

  count(sessions: Account['sessions']): void {
    for (const { verdict } of sessions) {
      if (verdict !== null) this.verdicts += 1;
      if (verdict === 'cannot-be-checked') this.undecided += 1;
    }
  }

  toString(): string {
    const decided = this.verdicts - this.undecided;
    return `${percent(decided, this.verdicts)} (${number(decided)} of ${number(this.verdicts)})`;
  }
}

/** What `npm run chaos` counts. */
export class Figures {
  /** Sessions that were to be ended. */
  operations = 0;
  requests = 0;
  runs = 0;
  undone = 0;
  undoneYetSent = 0;
  /** Kills by when they struck. */
  readonly kills = new Map<string, number>();
  /** Kills after which the store was what a power cut would have left, and that was less. */
  powerCuts = 0;
  readonly lost: string[] = [];
  readonly wrong: string[] = [];
  sentTwice = 0;
  /** Verdicts that were still missing after the server was asked again and had become well. */
  readonly unresolved: string[] = [];
  /** Verdicts given at once of an honest server, and those of a list that lied where the API can be asked by name. */
  readonly honest = new Decided();
  readonly lying = new Decided();
  /** Runs by what the server lied about. */
  readonly lies = new Map<string, number>();
  late = 0;
  /** Runs that a host did not yet know of, or not as over, when it was first asked after its start. */
  notAtOnce = 0;
  /** Faults of our own that the host reported. */
  faultsOfOurs = 0;
  /** From the start of a host to the account of the interrupted run, ms. */
  readonly resumes: number[] = [];
  /** What the audit log says of itself in the end. */
  auditLog: AuditVerification['state'] = 'bad';
  seconds = 0;
  /** False: time was up before all of it was done. */
  complete = true;

  get killed(): number {
    return this.kills.values().reduce((sum, count) => sum + count, 0);
  }

  /** Whether everything is as it has to be. */
  get clean(): boolean {
    return this.cleanSoFar && this.auditLog === 'whole';
  }

  /** Whether nothing is wrong yet. */
  get cleanSoFar(): boolean {
    const { lost, wrong, unresolved, undoneYetSent, faultsOfOurs } = this;
    const bad = [lost.length, wrong.length, unresolved.length, undoneYetSent, faultsOfOurs];
    const isDecided = this.honest.undecided === 0 && this.lying.share >= leastDecided;
    return bad.every((count) => count === 0) && isDecided;
  }

  countLie(api: string, name: string | null): void {
    const lie = name === null ? 'none' : `${api}, ${name}`;
    this.lies.set(lie, (this.lies.get(lie) ?? 0) + 1);
  }

  /** Counts what was said at once, where the network was well. */
  countDecided(
    { sessions }: Account,
    { rough }: Mode,
    lie: Lie | null,
    { byName }: Pick<Kind, 'byName'>,
  ): void {
    if (rough) return;
    if (lie === null) this.honest.count(sessions);
    else if (lie.about === 'list' && byName) this.lying.count(sessions);
  }

  countKill(moment: string): void {
    this.kills.set(moment, (this.kills.get(moment) ?? 0) + 1);
  }
}

/** The figures, a line each. */
export function linesOf(figures: Figures, faults: Faults[], seed: number): string[] {
  const counts = faultKinds.map((kind): [string, number] => [
    kind,
    faults.reduce((sum, { counts }) => sum + counts[kind], 0),
  ]);
  const inAll = counts.reduce((sum, [, count]) => sum + count, 0);
  const liesTold = figures.runs - (figures.lies.get('none') ?? 0);
  const rows: [string, string][] = [
    ['operations', number(figures.operations)],
    ['requests', number(figures.requests)],
    ['faults', `${number(inAll)} (${percent(inAll, figures.requests)} of requests)`],
    ...indented(counts),
    ['runs', number(figures.runs)],
    ['kills', number(figures.killed)],
    ...indented([...figures.kills].toSorted()),
    ['power cuts that lost', number(figures.powerCuts)],
    ['lost', number(figures.lost.length)],
    ['wrongly reported', number(figures.wrong.length)],
    [
      'sent twice',
      `${number(figures.sentTwice)} (${percent(figures.sentTwice, figures.operations)} of operations)`,
    ],
    ['unresolved', number(figures.unresolved.length)],
    ['cannot be checked, honest', number(figures.honest.undecided)],
    ['decided, honest', String(figures.honest)],
    ['decided, lying lists', String(figures.lying)],
    ['lies', `${number(liesTold)} runs, ${figures.lies.size - Number(figures.lies.has('none'))} kinds`],
    ['undone', number(figures.undone)],
    ['undone, yet sent', number(figures.undoneYetSent)],
    ['ended after the read-back', number(figures.late)],
    ['faults of our own', number(figures.faultsOfOurs)],
    ['runs not there at once', number(figures.notAtOnce)],
    ['audit log', figures.auditLog],
    ['resume ready', resumes(figures.resumes)],
    ['seed', String(seed)],
    ['duration', `${figures.seconds.toFixed(1)} s${figures.complete ? '' : ' (time was up)'}`],
  ];
  const table = rows.map(([name, value]) => `${name.padEnd(27)} ${value}`);
  return [
    ...table,
    ...some('lost', figures.lost),
    ...some('wrong', figures.wrong),
    ...some('unresolved', figures.unresolved),
  ];
}

function indented(counts: [string, number][]): [string, string][] {
  return counts.map(([name, count]) => [`  ${name}`, number(count)]);
}

function some(what: string, lines: string[]): string[] {
  const shown = lines.slice(0, mostLines).map((line) => `${what}: ${line}`);
  return lines.length > mostLines ? [...shown, `${what}: and ${lines.length - mostLines} more`] : shown;
}

function resumes(times: number[]): string {
  if (times.length === 0) return 'never';
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `median ${number(median)} ms, longest ${number(sorted.at(-1) ?? 0)} ms`;
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}
