import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { memory, newFolder } from '../../../scripts/folders.ts';
import { Canary } from './canary.ts';
import { find, noFigures, type LegFigures } from './figures.ts';
import type { LegOptions } from './watch.ts';

/** What comes before and after the inputs of a leg, ms. */
const toBegin = 60_000;
/** A leg whose process has not ended by then after its last word left something open, ms. */
const toEnd = 15_000;

/** Runs one leg in a process of its own, so that its crash is counted and not ours. */
export async function runLeg(options: LegOptions): Promise<LegFigures> {
  const program = new URL('./leg-program.ts', import.meta.url);
  // A leg that hangs is killed, and cannot remove its folders.
  const folder = newFolder(memory);
  const child = fork(program, [JSON.stringify(options)], {
    execArgv: [],
    env: { ...process.env, TMPDIR: folder, SESSIONDECK_TEST_MEMORY: folder },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const said = child.stderr ? text(child.stderr) : Promise.resolve('');
  let told: { figures: LegFigures; secrets: string[] } | null = null;
  let timer = setTimeout(kill, options.seconds * 1000 + toBegin);
  child.on('message', (message) => {
    told = message as NonNullable<typeof told>;
    clearTimeout(timer);
    timer = setTimeout(kill, toEnd);
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  clearTimeout(timer);
  process.off('exit', kill);
  rmSync(folder, { recursive: true, force: true });
  return judge(options, told, code ?? signal ?? '', await said);
}

function judge(
  { leg, seed }: LegOptions,
  told: { figures: LegFigures; secrets: string[] } | null,
  ended: number | string,
  said: string,
): LegFigures {
  const figures = told?.figures ?? noFigures(leg, seed);
  const last = said.trim().split('\n').slice(-12).join('\n');
  if (told === null) find(figures, 'crashes', `ended with ${ended} before its last word\n${last}`);
  else if (ended === 'SIGKILL') find(figures, 'hangs', 'its process did not end: something was left open');
  else if (ended !== 0) find(figures, 'crashes', `ended with ${ended}\n${last}`);
  const faults = said.split('\n').filter((line) => line.startsWith('fault in '));
  for (const fault of faults) find(figures, 'ours', fault);
  if (told && new Canary(told.secrets).formIn(said) !== null)
    find(figures, 'hits', 'in what was written to stderr');
  return figures;
}
