import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { grows, judgingOf } from './soak/figures.ts';

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

test.each([
  ['one object in a call', 6, ['objects']],
  ['one object in a round', 1, ['objects']],
  ['one object with each connection that comes and goes, in every fourth round', 1 / 4, ['objects']],
  ['one object in forty rounds: as much comes and goes by itself', 1 / 40, []],
])('%s, window after window', (_, each, growing) => {
  for (const rounds of [200, 420]) {
    const noise = [9, -2, 4];
    const app = noise.map((more) => ({ ...still, objects: Math.floor(rounds * each) + more }));
    expect(grows({ control: windows(...noise), app }, judgingOf(rounds, false))).toEqual(growing);
  }
});

test('a handle or a byte is spared nothing', () => {
  const [control, app] = [windows(0, 0), windows(0, 0).map((one) => ({ ...one, handles: 1, heap: 1 }))];
  expect(grows({ control, app }, judgingOf(420, false))).toEqual(['heap', 'handles']);
});

test('pages that come and go leave no handle open', async () => {
  const args = ['--expose-gc', join(root, 'test/proof/soak/program.ts'), '--windows', '2', '--rounds', '20'];
  const { stdout } = await run(process.execPath, args, { cwd: root }).catch((error: unknown) =>
    Failed.parse(error),
  );
  expect(stdout).toMatch(/^handles .* does not grow$/m);
});
