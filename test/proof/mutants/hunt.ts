import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { argumentsOf, type Command } from './commands.ts';
import { Broken, copyTo } from './copy.ts';

/** `broken`: the program could not be tried with it, which says nothing of what it notices. */
export type Fate = 'caught' | 'missed' | 'broken';

export interface Hunted {
  fate: Fate;
  /** What the figure wrote, or why it could not be tried. */
  said: string;
  seconds: number;
}

export interface HuntOptions {
  /** The repository. */
  root: string;
  /** Where the copy is made; one hunt at a time. */
  folder: string;
  seed: number;
}

/** A figure that has not ended by then, however busy the machine, never will, ms. */
const patience = 900_000;

/**
 * Makes a copy, has it changed, and runs a figure on it. Figures with exit code 1 are its way to say that it noticed;
 * without figures it was Node that could not even load it.
 */
export async function hunt(
  { root, folder, seed }: HuntOptions,
  command: Command,
  change: (copy: string) => void,
): Promise<Hunted> {
  const started = performance.now();
  const done = (fate: Fate, said: string) => ({ fate, said, seconds: (performance.now() - started) / 1000 });
  const copy = join(folder, 'copy');
  try {
    copyTo(copy, root);
    change(copy);
  } catch (error) {
    if (error instanceof Broken) return done('broken', `${error.message}\n`);
    throw error;
  }
  const { code, out, errors } = await run(copy, folder, argumentsOf(command, seed));
  if (code === 1 && out !== '') return done('caught', out + errors);
  return done(code === 0 ? 'missed' : 'broken', `${out}${errors}it ended with ${code ?? 'a signal'}\n`);
}

async function run(copy: string, folder: string, args: string[]) {
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch, { recursive: true });
  // What a figure leaves behind when it is stopped goes with the folder.
  const own = { TMPDIR: scratch, SESSIONDECK_TEST_MEMORY: scratch };
  const env = { ...process.env, ...own, NODE_COMPILE_CACHE: join(folder, 'compiled') };
  const child = spawn(process.execPath, args, { cwd: copy, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => child.kill('SIGTERM');
  const timer = setTimeout(stop, patience);
  process.once('exit', stop);
  const [[code], out, errors] = await Promise.all([
    once(child, 'exit') as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  clearTimeout(timer);
  process.off('exit', stop);
  return { code, out, errors };
}
