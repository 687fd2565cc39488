import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exitOnSignals } from '../../../scripts/folders.ts';
import { huntAll, tryPatch } from './index.ts';
import { mutants } from './table.ts';

const usage = `npm run mutants [-- options]

Builds deliberate faults into copies of the program, one at a time, and runs the figure program whose job
it is to notice. Ends with exit code 0 only if all of them were caught, and every figure program found nothing in the
program as it is.

  --only TEXT    only those whose name contains it
  --show         also print what the figure programs said
  --seed N       the seed of those that go by chance (7)
  --patch FILE   instead: apply this patch to a copy, and run all four figure programs on it, or the short forms with the
                 text of --only in their name; ends with 0 if one noticed
  --wide         instead: change one thing at a time in what guards keys and sessions, and run its tests (Stryker, 20 min)`;

const root = join(import.meta.dirname, '../../..');

function runWide(): number {
  const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const { status } = spawnSync(process.execPath, [stryker, 'run'], { cwd: root, stdio: 'inherit' });
  return status ?? 2;
}

async function main(): Promise<number> {
  const [flag, string] = [{ type: 'boolean' }, { type: 'string' }] as const;
  const { values } = parseArgs({
    options: { only: string, seed: string, patch: string, show: flag, wide: flag, help: flag },
  });
  const write = (said: string) => void process.stdout.write(said);
  if (values.help) {
    write(`${usage}\n`);
    return 0;
  }
  if (values.wide) return runWide();
  const options = { root, seed: Number(values.seed ?? 7), show: values.show ?? false, write };
  if (values.patch !== undefined)
    return (await tryPatch(options, resolve(values.patch), values.only)) ? 0 : 1;
  const chosen = mutants.filter(({ name }) => name.includes(values.only ?? ''));
  if (chosen.length === 0) throw new Error(`no mutant has “${values.only ?? ''}” in its name`);
  return (await huntAll(options, chosen)) ? 0 : 1;
}

exitOnSignals();

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'mutants could not be tried'}\n`);
  return 2;
});
