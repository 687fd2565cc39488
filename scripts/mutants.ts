import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitOnSignals } from './folders.ts';
import { hunt, type Hunted } from './mutants/hunt.ts';
import { mutants } from './mutants/table.ts';

const usage = `npm run mutants [-- options]

Builds deliberate faults into copies of the program, one at a time, and runs the figure program whose job
it is to notice. Ends with exit code 0 only if all of them were caught.

  --only TEXT   only those whose name contains it
  --show        also print what the figure programs said`;

function lineOf({ mutant, fate, seconds }: Hunted): string {
  return `${mutant.name.padEnd(27)} ${fate}, by ${mutant.noticedBy.program}, ${seconds.toFixed(0)} s`;
}

async function main(): Promise<void> {
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({ options: { only: { type: 'string' }, show: flag, help: flag } });
  if (values.help) return void process.stdout.write(`${usage}\n`);
  const chosen = mutants.filter(({ name }) => name.includes(values.only ?? ''));
  if (chosen.length === 0) throw new Error(`no mutant has “${values.only ?? ''}” in its name`);
  let caught = 0;
  for (const mutant of chosen) {
    const hunted = await hunt(join(import.meta.dirname, '..'), mutant);
    if (hunted.fate === 'caught') caught += 1;
    process.stdout.write(`${lineOf(hunted)}\n`);
    if (values.show || hunted.fate === 'broken') process.stdout.write(hunted.said);
  }
  process.stdout.write(`${'caught'.padEnd(27)} ${caught} of ${chosen.length}\n`);
  if (caught < chosen.length) process.exitCode = 1;
}

exitOnSignals();

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'mutants could not be tried'}\n`);
  process.exit(2);
});
