import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { copyWith } from './copy.ts';
import type { Mutant } from './table.ts';

/** `broken`: the program could not be tried with it, which says nothing of what it notices. */
type Fate = 'caught' | 'missed' | 'broken';

export interface Hunted {
  mutant: Mutant;
  fate: Fate;
  /** What the program wrote. */
  said: string;
  seconds: number;
}

/**
 * Runs the program whose job it is on a copy with the fault. Figures with exit code 1 are its way to say that it noticed;
 * without figures it was Node that could not even load it.
 */
export async function hunt(root: string, mutant: Mutant): Promise<Hunted> {
  const started = performance.now();
  const folder = copyWith(root, mutant);
  try {
    const { code, out, errors } = await run(folder, mutant.noticedBy);
    const noticed = code === 1 && out !== '';
    const fate = noticed ? 'caught' : code === 0 ? 'missed' : 'broken';
    return { mutant, fate, said: out + errors, seconds: (performance.now() - started) / 1000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(folder: string, { program, args }: Mutant['noticedBy']) {
  const command = [join(folder, 'scripts', program), ...args];
  const child = spawn(process.execPath, command, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => child.kill('SIGTERM');
  process.once('exit', stop);
  const [[code], out, errors] = await Promise.all([
    once(child, 'exit') as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  process.off('exit', stop);
  return { code, out, errors };
}
