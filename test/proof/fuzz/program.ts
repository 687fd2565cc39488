import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { isClean, legNames, linesOf, type LegName } from './figures.ts';
import { runLeg } from './index.ts';
import { exitOnSignals } from '../../../scripts/folders.ts';

const usage = `npm run fuzz [-- options]

Gives Sessiondeck what nobody should: malformed HTTP replies, mutated JSON in answers, senseless calls of the bridge, and damaged
files in its data folder; all on 127.0.0.1. Ends with exit code 0 only if nothing crashed, hung, threw where nobody
listens, leaked a key or went wrong in another way.

  --n N         hostile inputs in each leg (2000)
  --leg NAME    only this one: ${legNames.join(', ')}
  --seconds S   no new input in a leg after so long (60, or a hundredth of a second an input if that is more)
  --seed N      the seed of a run before: same inputs, as far as timing allows
  --first       no more inputs once anything was found`;

function positive(name: string, given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  if (/^\d{1,9}$/.test(given)) return Number(given);
  throw new Error(`--${name} takes a whole number, not “${given}”`);
}

function legsOf(given: string | undefined): readonly LegName[] {
  if (given === undefined) return legNames;
  const known = legNames.find((name) => name === given);
  if (known) return [known];
  throw new Error(`--leg takes one of ${legNames.join(', ')}, not “${given}”`);
}

async function main(): Promise<void> {
  const string = { type: 'string' } as const;
  const boolean = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: { n: string, leg: string, seconds: string, seed: string, first: boolean, help: boolean },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const n = positive('n', values.n, 2000);
  const seconds = positive('seconds', values.seconds, Math.max(60, n / 100));
  const seed = positive('seed', values.seed, randomInt(1_000_000));
  for (const leg of legsOf(values.leg)) {
    const figures = await runLeg({ leg, n, seconds, seed, first: values.first });
    process.stdout.write(`${linesOf(figures).join('\n')}\n\n`);
    if (!isClean(figures)) process.exitCode = 1;
  }
}

// The legs that were started end with this process.
exitOnSignals();

await main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : 'it could not be tried'}\n`,
  );
  process.exit(2);
});
