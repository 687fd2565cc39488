/** What a hostile request was, and what came of it. */
export interface Attempt {
  what: string;
  /** Whether any answer to it was a 2xx, or could be read by a page. */
  succeeded: boolean;
}

/** What `npm run hostile` counts. */
export interface Figures {
  raw: Attempt[];
  /** Null: there is no Chromium here; why is in `skipped`. */
  browser: Attempt[] | null;
  skipped: string | null;
  /** Calls that reached a handler, and changes of the mock server's data. */
  effects: number;
  /** The same requests without their fault: what got through, of all. */
  controls: { passed: number; all: number };
  seconds: number;
}

/** Whether everything is as it has to be. */
export function isClean({ raw, browser, effects, controls }: Figures): boolean {
  const succeeded = [...raw, ...(browser ?? [])].some((attempt) => attempt.succeeded);
  return !succeeded && effects === 0 && controls.passed === controls.all;
}

/** The figures, a line each; what succeeded by name. */
export function linesOf(figures: Figures): string[] {
  const { raw, browser, skipped, effects, controls, seconds } = figures;
  const attempts = [...raw, ...(browser ?? [])];
  const succeeded = attempts.filter((attempt) => attempt.succeeded);
  const fromChromium = browser ? `${browser.length} from Chromium` : `none from Chromium: ${skipped}`;
  const rows: [string, string][] = [
    ['requests', `${attempts.length}: ${raw.length} raw, ${fromChromium}`],
    ['successes', String(succeeded.length)],
    ['effects', String(effects)],
    ['controls', `${controls.passed} of ${controls.all} got through`],
    ['duration', `${seconds.toFixed(1)} s`],
  ];
  return [
    ...rows.map(([name, value]) => `${name.padEnd(12)}${value}`),
    ...succeeded.map(({ what }) => `succeeded   ${what}`),
  ];
}
