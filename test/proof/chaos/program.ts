import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { downLines, isSparing, runDown } from './legs/down.ts';
import type { Figures } from './figures.ts';
import { runChaos } from './index.ts';
import { chaosApis } from './server.ts';
import { isModest, neighbourLines, runNeighbours } from './legs/neighbours.ts';
import { isFaithful, runSignIn, signInLines } from './legs/sign-in.ts';
import { drillLines } from './legs/drill.ts';
import { runPair } from './legs/pair.ts';
import { runUndo } from './legs/undo.ts';
import { exitOnSignals } from '../../../scripts/folders.ts';

const usage = `npm run chaos [-- options]

Ends sessions of the mock server through a proxy that breaks requests in nine ways, and kills the host
(SIGKILL) at random moments; then holds every single report against what really happened.
Ends with exit code 0 only if nothing was lost and nothing was reported wrongly.

  --leg NAME       instead: down, which counts the requests to servers that are of no use; neighbours, which
                   measures what a server that misbehaves costs the others; sign-in, which begins QR codes and
                   pushes, many at once; pair, which starts two on one data folder; or undo, which takes a run back
                   and waits for another. --operations: for each, or sign-ins in all (1000; 60; 2000)
  --api NAME       only this API: ${chaosApis.join(', ')}
  --operations N   sessions to end (1500)
  --kills N        how often the host is killed (15)
  --seconds S      no new round after so long (50, or a quarter of a second an operation if that is more
                   than a minute's worth)
  --seed N         the seed of a run before: same faults, sizes and moments, as far as timing allows
  --calm           the network is well and nobody is killed: only what the servers say is wrong
  --first          no new run, or round of sign-ins, once anything is wrong`;

function positive(name: string, given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  if (/^\d{1,9}$/.test(given)) return Number(given);
  throw new Error(`--${name} takes a whole number, not “${given}”`);
}

/** Says on stderr once a minute how far it is: the long form takes hours. */
function tellProgress() {
  let told = 0;
  return ({ operations, killed, lost, wrong }: Figures, seconds: number): void => {
    if (seconds - told < 60) return;
    told = seconds;
    const bad = `${lost.length} lost, ${wrong.length} wrongly reported`;
    process.stderr.write(`${Math.round(seconds)} s: ${operations} operations, ${killed} kills, ${bad}\n`);
  };
}

interface Other {
  operations: string | undefined;
  seed: number;
  first: boolean;
}

async function runOther(leg: string, { operations: given, seed, first }: Other): Promise<void> {
  if (leg === 'down') {
    const figures = await runDown(positive('operations', given, 1000));
    tell(downLines(figures), isSparing(figures));
  } else if (leg === 'neighbours') {
    const figures = await runNeighbours(positive('operations', given, 60));
    tell(neighbourLines(figures), isModest(figures));
  } else if (leg === 'sign-in') {
    const figures = await runSignIn(positive('operations', given, 2000), seed, first);
    tell([...signInLines(figures), `${'seed'.padEnd(33)} ${seed}`], isFaithful(figures));
  } else if (leg === 'pair' || leg === 'undo') {
    const figures = await (leg === 'pair' ? runPair() : runUndo());
    tell(drillLines(figures), figures.wrong.length === 0);
  } else throw new Error(`--leg takes down, neighbours, sign-in, pair or undo, not “${leg}”`);
}

function tell(lines: string[], isClean: boolean): void {
  process.stdout.write(`${lines.join('\n')}\n`);
  if (!isClean) process.exitCode = 1;
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      leg: text,
      api: text,
      operations: text,
      kills: text,
      seconds: text,
      seed: text,
      calm: { type: 'boolean', default: false },
      first: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const seed = positive('seed', values.seed, randomInt(1_000_000));
  const { first } = values;
  if (values.leg !== undefined) return runOther(values.leg, { operations: values.operations, seed, first });
  const operations = positive('operations', values.operations, 1500);
  if (values.api !== undefined && !chaosApis.includes(values.api))
    throw new Error(`--api takes one of ${chaosApis.join(', ')}, not “${values.api}”`);
  const { figures, lines } = await runChaos({
    operations,
    api: values.api,
    kills: values.calm ? 0 : positive('kills', values.kills, 15),
    calm: values.calm,
    seconds: positive('seconds', values.seconds, operations <= 1500 ? 50 : operations / 4),
    seed,
    first,
    progress: tellProgress(),
  });
  tell(lines, figures.clean);
}

// The hosts that were started end with this process.
exitOnSignals();

await main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : 'chaos could not be tried'}\n`,
  );
  process.exit(2);
});
