import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { grows } from './soak/figures.ts';

const run = promisify(execFile);
const Failed = z.object({ stdout: z.string() });
const root = join(import.meta.dirname, '../..');

const still = { objects: 0, heap: 0, external: 0, handles: 0 };
const windows = (...objects: number[]) => objects.map((count) => ({ ...still, objects: count }));

test.each([
  ['nothing moves', windows(0, 0), windows(0, 0), []],
  ['each window adds more than any of the control', windows(0, 3), windows(4, 5), ['objects']],
  ['the control adds as much', windows(0, 5), windows(4, 5), []],
  ['one window adds nothing: it was kept up to a limit', windows(0, 0), windows(90, 0), []],
  ['the control sinks: that alone is no growth', windows(-9, -9), windows(0, 0), []],
])('%s', (_, control, app, growing) => {
  expect(grows({ control, app })).toEqual(growing);
});

test('pages that come and go leave no handle open', async () => {
  const args = ['--expose-gc', join(root, 'test/proof/soak/program.ts'), '--windows', '2', '--rounds', '20'];
  const { stdout } = await run(process.execPath, args, { cwd: root }).catch((error: unknown) =>
    Failed.parse(error),
  );
  expect(stdout).toMatch(/^handles .* does not grow$/m);
});
