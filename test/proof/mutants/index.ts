import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { memory, newFolder } from '../../../scripts/folders.ts';
import { type Command, type CommandName, commands, goesByChance } from './commands.ts';
import { applyPatch, mutate } from './copy.ts';
import { hunt, type Hunted, type HuntOptions } from './hunt.ts';
import type { Mutant } from './mutant.ts';

export interface MutantsOptions {
  root: string;
  seed: number;
  /** Whether what the figures said is written as well. */
  show: boolean;
  write: (text: string) => void;
  /** What the names of commands stand for; others only in tests. */
  known?: Record<string, Command>;
}

/** One figure on one changed copy. */
interface Job {
  name: string;
  command: string;
  change: (copy: string) => void;
  /** How many seeds it is tried with before it counts as missed: some faults need two things to happen at once. */
  seeds: number;
}

const seedsOfFault = 3;

/**
 * Runs every figure that is asked for on the program as it is, which has to be found right, and on each mutant, which has to
 * be caught. Whether all of that came true.
 */
export async function huntAll(options: MutantsOptions, mutants: readonly Mutant[]): Promise<boolean> {
  const started = performance.now();
  const asked = [...new Set(mutants.map(({ noticedBy }) => noticedBy))];
  const controls = asked.map((command): Job => ({
    name: 'as it is',
    command,
    change: () => undefined,
    seeds: 1,
  }));
  const faults = mutants.map((mutant): Job => ({
    name: mutant.name,
    command: mutant.noticedBy,
    change: (copy) => mutate(copy, mutant),
    seeds: seedsOfFault,
  }));
  let caught = 0;
  let green = 0;
  await inSlots([...controls, ...faults], options, (job, hunted) => {
    const isControl = controls.includes(job);
    const isGreen = isControl && hunted.fate === 'missed';
    if (isGreen) green += 1;
    if (!isControl && hunted.fate === 'caught') caught += 1;
    const shown = isControl && !isGreen ? { ...hunted, fate: 'not green' } : hunted;
    tell(options, job, isGreen ? { ...hunted, fate: 'green' } : shown);
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  options.write(`${green} of ${controls.length} controls green\n`);
  options.write(`caught ${caught} of ${faults.length}, in ${seconds} s\n`);
  return caught === faults.length && green === controls.length;
}

/**
 * Runs every figure, or those with `only` in the names of their short forms, on a copy that this patch was applied to.
 * Whether one of them noticed.
 */
export async function tryPatch(options: MutantsOptions, patch: string, only = ''): Promise<boolean> {
  const all = Object.keys(options.known ?? commands).filter((name) => name.includes(only));
  if (all.length === 0) throw new Error(`no short form has “${only}” in its name`);
  const change = (copy: string) => applyPatch(copy, patch);
  const noticed: string[] = [];
  await inSlots(
    all.map((command): Job => ({ name: 'the patch', command, change, seeds: 1 })),
    options,
    (job, hunted) => {
      if (hunted.fate === 'caught') noticed.push(job.command);
      tell(options, job, hunted);
    },
  );
  options.write(`noticed by ${noticed.length > 0 ? noticed.join(', ') : 'none'}\n`);
  return noticed.length > 0;
}

function tell(
  { show, write }: MutantsOptions,
  { name, command }: Job,
  { fate, said, seconds }: Omit<Hunted, 'fate'> & { fate: string },
): void {
  write(`${name.padEnd(44)} ${fate}, by ${command}, ${seconds.toFixed(0)} s\n`);
  if (show || fate === 'broken' || fate === 'not green') write(said);
}

async function huntBySeeds(options: HuntOptions, command: Command, { change, seeds }: Job): Promise<Hunted> {
  let hunted = await hunt(options, command, change);
  const others = goesByChance(command) ? seeds : 1;
  for (let nth = 1; nth < others && hunted.fate === 'missed'; nth += 1)
    hunted = await hunt({ ...options, seed: options.seed + nth }, command, change);
  return hunted;
}

/** Several figures wait most of the time, for a server that does not answer or a window of Undo. */
const slotsPerCore = 2;

/** Does the jobs in their order, so many at a time, each slot in a folder of its own. */
async function inSlots(
  jobs: readonly Job[],
  { root, seed, known = commands }: MutantsOptions,
  done: (job: Job, hunted: Hunted) => void,
): Promise<void> {
  const home = newFolder(memory);
  const queue = [...jobs];
  const slots = Array.from(
    { length: Math.min(jobs.length, slotsPerCore * availableParallelism()) },
    async (_, nth) => {
      const folder = join(home, String(nth));
      mkdirSync(folder);
      for (let job = queue.shift(); job; job = queue.shift()) {
        const command = known[job.command as CommandName];
        if (!command) throw new Error(`there is no command “${job.command}”`);
        done(job, await huntBySeeds({ root, folder, seed }, command, job));
      }
    },
  );
  try {
    await Promise.all(slots);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
