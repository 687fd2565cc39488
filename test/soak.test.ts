import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';

const run = promisify(execFile);
const Failed = z.object({ stdout: z.string() });
const root = join(import.meta.dirname, '..');

/** What grew, by name: after less before. The bars of the command are for its long form. */
async function grown(calls: number): Promise<Record<string, number>> {
  const args = ['--expose-gc', join(root, 'scripts/soak.ts'), '--calls', String(calls)];
  // A machine at work may take more than its bar of memory at so few calls: the exit code is not looked at.
  const { stdout } = await run(process.execPath, args, { cwd: root, timeout: 110_000 }).catch(
    (error: unknown) => Failed.parse(error),
  );
  const rows = stdout.matchAll(/^(\w+) +([\d.]+) → ([\d.]+)/gm);
  return Object.fromEntries(
    [...rows].map(([, name = '', before, after]) => [name, Number(after) - Number(before)]),
  );
}

test('calls leave no handle open, and hardly any memory in use behind', async () => {
  const { heap, handles } = await grown(800);
  expect(heap).toBeLessThan(12);
  expect(handles).toBeLessThanOrEqual(4);
});
