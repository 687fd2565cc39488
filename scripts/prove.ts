import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

// `npm run prove`: what takes minutes and is seldom broken. The suites of the proof first, then the deliberate faults. Ends
// with `N passed, N failed`, where each deliberate fault that was caught counts as one that passed.
const root = join(import.meta.dirname, '..');
const projects = ['proof', 'keyring', 'e2e', 'e2e-tab', 'e2e-desktop', 'e2e-electron'];

interface Ran {
  code: number | null;
  said: string;
}

/** Runs one of our own programs, and shows what it says as it says it. */
async function run(args: string[]): Promise<Ran> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = () => child.kill('SIGTERM');
  process.once('exit', stop);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    process.stdout.write(text);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  process.off('exit', stop);
  return { code, said };
}

/** The two counts of the last line that has them; a program that ends without one has failed. */
function countsOf({ code, said }: Ran, pattern: RegExp): { passed: number; failed: number } {
  const [, first = '0', second = '1'] = [...said.matchAll(pattern)].at(-1) ?? [];
  const [passed, failed] = [Number(first), Number(second)];
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}

const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const chosen = projects.flatMap((project) => ['--project', project]);
const suites = countsOf(await run([vitest, 'run', ...chosen]), /^(\d+) passed, (\d+) failed$/gm);
const mutants = await run([join(root, 'test/proof/mutants/program.ts')]);
const [, caught = '0', all = '1'] = [...mutants.said.matchAll(/^caught +(\d+) of (\d+)\b/gm)].at(-1) ?? [];
const missed = Number(all) - Number(caught) || Number(mutants.code !== 0);
const failed = suites.failed + missed;
process.stdout.write(`${suites.passed + Number(caught)} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
