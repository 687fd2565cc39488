import { subscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { parseArgs } from 'node:util';
import { exitOnSignals } from '../../../scripts/folders.ts';
import { openApp, type Calls } from './app.ts';
import { openControl } from './control.ts';
import { grows, judgingOf, linesOf, type Growth } from './figures.ts';
import { growthOf, levels } from './levels.ts';

const usage = `npm run soak [-- options]

Uses Sessiondeck in the browser shell over and over: pages that come and go with their streams of events, calls, and
connections that are saved and removed. Between these windows the same traffic goes to a plain server in the same
process, as a control. Prints what each window left in use, and ends with exit code 0 only if nothing grew in every
window of Sessiondeck by more than in any window of the control: of objects, by more than one in twenty rounds.

  --windows N   windows of each (6)
  --rounds N    pages that come and go in each window (200)
  --short       2 windows of 20 rounds, which tell of a leak of an object in every other round, or of a handle: that is
                too short for bytes, which compiled code takes as well`;

/** Pages that come and go at the same time. */
const usualWidth = 16;

interface Size {
  windows: number;
  rounds: number;
}

/** An idle connection is closed after a second, not after three: the client takes two off what it is told. Both legs alike. */
function letGoSoon(): void {
  subscribe('http.server.request.start', (started) => {
    (started as { server: Server }).server.keepAliveTimeout = 3000;
  });
}

async function soak({ windows, rounds }: Size): Promise<{ growth: Growth; calls: Calls }> {
  const growth: Growth = { control: [], app: [] };
  letGoSoon();
  const control = await openControl();
  const app = await openApp();
  // What is made on first use is there by then; and as many connections to servers as will be used at the same time.
  for (const leg of [control, app, app]) await leg.run(rounds, 3 * usualWidth);
  let last = await levels();
  for (let window = 0; window < windows; window += 1) {
    for (const [name, leg] of [
      ['control', control],
      ['app', app],
    ] as const) {
      await leg.run(rounds, usualWidth);
      const next = await levels(last);
      growth[name].push(growthOf(last, next));
      last = next;
    }
  }
  await app.close();
  await control.close();
  return { growth, calls: app.calls };
}

function positive(name: string, given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
  throw new Error(`--${name} takes a whole number, not “${given}”`);
}

const string = { type: 'string' } as const;
const boolean = { type: 'boolean' } as const;
const { values } = parseArgs({ options: { windows: string, rounds: string, short: boolean, help: boolean } });
exitOnSignals();
if (values.help) process.stdout.write(`${usage}\n`);
else {
  const usual = values.short ? { windows: 2, rounds: 20 } : { windows: 6, rounds: 200 };
  const rounds = positive('rounds', values.rounds, usual.rounds);
  const windows = positive('windows', values.windows, usual.windows);
  const { growth, calls } = await soak({ windows, rounds });
  const judging = judgingOf(rounds, values.short ?? false);
  const [made, failed] = [calls.made, calls.failed].map((count) => count.toLocaleString('en'));
  process.stdout.write(
    `${made} calls, ${failed} of them made to fail, in ${windows} windows and the rounds before them\n`,
  );
  process.stdout.write(`${linesOf(growth, judging).join('\n')}\n`);
  process.exit(grows(growth, judging).length === 0 ? 0 : 1);
}
