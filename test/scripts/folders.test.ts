import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';

vi.mock(import('node:fs'), async (original) => {
  const fs = await original();
  return { ...fs, rmSync: vi.fn(fs.rmSync) };
});

// What was loaded before the tests has the real module.
vi.resetModules();
const { newFolder, removeFolder, removeFolders } = await import('../../scripts/folders.ts');

const refusing = (code: string) => () => {
  throw Object.assign(new Error(`${code}: a test`), { code });
};

test('a folder in which something is still written is removed once that has ended', () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'file'), '');
  vi.mocked(rmSync).mockImplementationOnce(refusing('ENOTEMPTY')).mockImplementationOnce(refusing('EBUSY'));
  removeFolder(folder);
  expect(rmSync).toHaveBeenCalledTimes(3);
  removeFolders();
  expect(existsSync(folder)).toBe(false);
});

test('a folder that cannot be removed is an error, and the others are removed all the same', () => {
  const [one, other] = [newFolder(), newFolder()];
  vi.mocked(rmSync).mockImplementationOnce(refusing('EACCES'));
  expect(removeFolders).toThrow('EACCES');
  expect([existsSync(one), existsSync(other)]).toEqual([true, false]);
  removeFolder(one);
});

test('a program that fills a folder until it is killed does not keep it', async () => {
  const folder = newFolder();
  const fill = `const fs = require('node:fs'); for (let n = 0; ; n += 1) {
    fs.mkdirSync(${JSON.stringify(folder)} + '/a', { recursive: true });
    fs.writeFileSync(${JSON.stringify(folder)} + '/a/' + (n % 50), ''); if (n === 50) console.log('filling'); }`;
  const program = spawn(process.execPath, ['-e', fill], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(program.stdout, 'data');
  program.kill('SIGKILL');
  removeFolder(folder);
  await once(program, 'exit');
  removeFolder(folder);
  expect(existsSync(folder)).toBe(false);
});
