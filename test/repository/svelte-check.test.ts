import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newFolder } from '../support/host.ts';

const root = join(import.meta.dirname, '../..');

/** What svelte-check says of a page whose one component has this script, with our compiler options. */
function check(script: string) {
  const folder = newFolder();
  mkdirSync(join(folder, 'page'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const options = { extends: join(root, 'tsconfig.base.json'), include: ['page/**/*'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
  writeFileSync(
    join(folder, 'page/Row.svelte'),
    `<script lang="ts">\n${script}\n</script>\n\n<p>{count}</p>\n`,
  );
  const program = join(root, 'node_modules/svelte-check/bin/svelte-check');
  const args = [
    program,
    '--workspace',
    folder,
    '--tsconfig',
    join(folder, 'tsconfig.json'),
    '--fail-on-warnings',
  ];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder });
  return { status, stdout };
}

test('svelte-check sees a wrong type in a component, and passes a right one', () => {
  const wrong = check("const count: number = 'three';");
  expect(wrong.stdout).toContain("Type 'string' is not assignable to type 'number'");
  expect(wrong.status).toBe(1);
  expect(check('const count: number = 3;')).toMatchObject({ status: 0 });
});
