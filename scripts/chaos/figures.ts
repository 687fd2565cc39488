import type { AuditVerification } from '../../electron/bridge/audit.ts';
import { faultKinds, type Faults } from './faults.ts';

/** Lines of what is wrong that are printed; the rest is only counted. */
const mostLines = 20;

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
  readonly lost: string[] = [];
  readonly wrong: string[] = [];
  sentTwice = 0;
  unresolved = 0;
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
    const bad = [this.lost.length, this.wrong.length, this.unresolved, this.undoneYetSent, this.faultsOfOurs];
    return bad.every((count) => count === 0) && this.auditLog === 'whole';
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
  const rows: [string, string][] = [
    ['operations', number(figures.operations)],
    ['requests', number(figures.requests)],
    ['faults', `${number(inAll)} (${percent(inAll, figures.requests)} of requests)`],
    ...indented(counts),
    ['runs', number(figures.runs)],
    ['kills', number(figures.killed)],
    ...indented([...figures.kills].toSorted()),
    ['lost', number(figures.lost.length)],
    ['wrongly reported', number(figures.wrong.length)],
    [
      'sent twice',
      `${number(figures.sentTwice)} (${percent(figures.sentTwice, figures.operations)} of operations)`,
    ],
    ['unresolved', number(figures.unresolved)],
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
  return [...table, ...some('lost', figures.lost), ...some('wrong', figures.wrong)];
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
