import { measures, type Levels } from './levels.ts';

/** What each window of a leg added. */
export interface Growth {
  control: Levels[];
  app: Levels[];
}

type Measure = (typeof measures)[number];

/** What a soak judges, and how much of a leak it may miss. */
export interface Judging {
  judged: readonly Measure[];
  /** Objects that a window may add beside those of the control: so much, or less, is no growth. */
  slack: number;
}

export const strictly: Judging = { judged: measures, slack: 0 };

/**
 * How a soak of so many rounds a window judges. Short: an object in every other round, or a handle. Long: an object in
 * every twentieth round, which is one in 120 calls; what goes up and down by less from window to window is noise.
 */
export function judgingOf(rounds: number, short: boolean): Judging {
  return short
    ? { judged: ['objects', 'handles'], slack: rounds / 2 }
    : { judged: measures, slack: Math.ceil(rounds / 20) };
}

/**
 * What keeps growing: every window with Sessiondeck added more of it than any window of the control. What is kept up to
 * a limit, and noise, comes and goes between windows; a leak is in all of them.
 */
export function grows({ control, app }: Growth, { judged, slack } = strictly): Measure[] {
  return judged.filter((name) => {
    const most = Math.max(...control.map((window) => window[name]));
    const spared = name === 'objects' ? slack : 0;
    return app.every((window) => window[name] > Math.max(0, most) + spared);
  });
}

/** A line for each measure: the least and the most that a window added. */
export function linesOf(growth: Growth, judging = strictly): string[] {
  const growing = grows(growth, judging);
  const span = (windows: Levels[], name: Measure) => {
    const values = windows.map((window) => window[name]);
    return `${Math.min(...values)} to ${Math.max(...values)}`;
  };
  return measures.map((name) => {
    const [control, app] = [span(growth.control, name), span(growth.app, name)];
    const isJudged = judging.judged.includes(name);
    const verdict = growing.includes(name) ? 'GROWS' : isJudged ? 'does not grow' : 'not judged';
    return `${name.padEnd(10)}control ${control.padEnd(22)}Sessiondeck ${app.padEnd(22)}${verdict}`;
  });
}
