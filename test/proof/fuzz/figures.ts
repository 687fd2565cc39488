/** What is fuzzed: replies on the wire, JSON in answers, calls of the bridge, files of the data folder, keys sent back. */
export const legNames = ['replies', 'answers', 'calls', 'files', 'echo'] as const;
export type LegName = (typeof legNames)[number];

/** What counts against us, with how it is told. */
export const faultNames = {
  crashes: 'crashes',
  uncaught: 'uncaught',
  hangs: 'hangs',
  ours: 'faults of our own',
  wrong: 'wrong in the end',
  hits: 'canary hits',
} as const;
export type FaultName = keyof typeof faultNames;

/** What `npm run fuzz` counts in one leg. */
export interface LegFigures extends Record<FaultName, number> {
  leg: LegName;
  /** Hostile inputs that were given. */
  n: number;
  /** How many of each kind. */
  kinds: Record<string, number>;
  /** What became of them: failure codes, or what succeeded all the same. */
  outcomes: Record<string, number>;
  /** 99th percentile of the event loop's delay, ms; the hostile server is in the same process. 0: not measured. */
  lag: number;
  /** What was found, each with the input at which it was; the first few. */
  findings: string[];
  seed: number;
  seconds: number;
  /** False: time was up before all of it was done. */
  complete: boolean;
}

const mostFindings = 20;

export function noFigures(leg: LegName, seed: number): LegFigures {
  const none = { crashes: 0, uncaught: 0, hangs: 0, ours: 0, wrong: 0, hits: 0 };
  const counts = { n: 0, kinds: {}, outcomes: {}, lag: 0, findings: [] };
  return { leg, ...none, ...counts, seed, seconds: 0, complete: true };
}

/** Counts one thing that must not be; `what` says at which input. */
export function find(figures: LegFigures, name: FaultName, what: string): void {
  figures[name] += 1;
  // What ended a leg is told in any case.
  if (name === 'crashes' || figures.findings.length < mostFindings)
    figures.findings.push(`${faultNames[name]}: ${what}`);
}

export function tally(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Whether everything is as it has to be. */
export function isClean(figures: LegFigures): boolean {
  return (Object.keys(faultNames) as FaultName[]).every((name) => figures[name] === 0);
}

/** The figures of a leg, a line each; what was found last. */
export function linesOf(figures: LegFigures): string[] {
  const { leg, n, kinds, outcomes, lag, findings, seed, seconds, complete } = figures;
  const faults = (Object.keys(faultNames) as FaultName[]).map((name): [string, string] => [
    faultNames[name],
    number(figures[name]),
  ]);
  const rows: [string, string][] = [
    [leg, number(n)],
    ...inOrder(kinds),
    ['became', ''],
    ...inOrder(outcomes),
    ...faults,
    ['event loop, p99', lag > 0 ? `${lag.toFixed(1)} ms` : 'not measured'],
    ['seed', String(seed)],
    ['duration', `${seconds.toFixed(1)} s${complete ? '' : ' (time was up)'}`],
  ];
  const table = rows.map(([name, value]) => `${name.padEnd(27)} ${value}`.trimEnd());
  return [...table, ...findings.map((finding) => `found: ${finding}`)];
}

function inOrder(counts: Record<string, number>): [string, string][] {
  const sorted = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return sorted.map(([name, count]) => [`  ${name}`, number(count)]);
}

function number(value: number): string {
  return value.toLocaleString('en');
}
