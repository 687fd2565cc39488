import { cpSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { isBuilt, stampBuild } from '../../scripts/start/stamp.ts';
import { swallowed } from '../../scripts/start/swallowed.ts';
import { newFolder } from '../support/host.ts';

describe('whether what is built is that of the sources', () => {
  let folder = '';
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text);

  beforeEach(() => {
    // A folder whose own name has the word in it that the compiled messages are known by.
    folder = join(newFolder(), 'compiled');
    for (const path of ['electron', 'mock-server', 'renderer/messages/compiled', 'out/renderer'])
      mkdirSync(join(folder, path), { recursive: true });
    for (const path of ['package.json', 'package-lock.json', 'electron.vite.config.ts', 'svelte.config.js'])
      write(path, '{}');
    write('tsconfig.base.json', '{}');
    write('electron/main.ts', 'one');
    write('renderer/messages/compiled/en.js', 'made');
    write('out/renderer/index.html', '<!doctype html>');
    stampBuild(folder);
  });

  test('it is, right after the build, and when times or compiled messages alone change', () => {
    expect(isBuilt(folder)).toBe(true);
    utimesSync(join(folder, 'electron/main.ts'), new Date(), new Date());
    write('renderer/messages/compiled/en.js', 'made again');
    expect(isBuilt(folder)).toBe(true);
  });

  test.each([
    ['a source', 'electron/main.ts'],
    ['a new source', 'renderer/new.svelte'],
    ['the lockfile alone', 'package-lock.json'],
    ['the build’s configuration', 'electron.vite.config.ts'],
    ['the compiler’s configuration', 'tsconfig.base.json'],
  ])('it is not, once %s has changed, however old the file says it is', (_, path) => {
    write(path, 'two');
    utimesSync(join(folder, path), new Date(0), new Date(0));
    expect(isBuilt(folder)).toBe(false);
  });

  test('it is not, where the stamp is there and the page is not', () => {
    const other = newFolder();
    cpSync(folder, other, { recursive: true, filter: (path) => !path.endsWith('index.html') });
    expect(isBuilt(other)).toBe(false);
  });
});

test.each([
  ['npm start --port 8080', { npm_config_port: 'true', npm_lifecycle_event: 'start' }, 'npm start -- --port'],
  ['npm run web --no-open', { npm_config_open: '', npm_lifecycle_event: 'web' }, 'npm run web -- --no-open'],
  ['npm start --restore', { npm_config_restore: 'true' }, 'npm start -- --restore'],
])('%s is told to put -- before it', (_, env, right) => {
  expect(swallowed(env)).toContain(right);
});

test('an npm that took nothing is not told off', () => {
  expect(swallowed({ npm_config_noproxy: '', npm_lifecycle_event: 'start' })).toBeNull();
});
