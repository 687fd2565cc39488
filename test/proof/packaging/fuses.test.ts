import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options } from '@electron/fuses';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fuses, setFuses, wrongFuses } from '../../../packaging/fuses.ts';
import { deliveredFuses, readFakeFuses, writeFakeElectron } from '../../support/shells/fake-electron.ts';
import { newFolder } from '../../support/host.ts';

/** In Electron's own order: electron/build/fuses/fuses.json5. */
const wanted = '010011001';
const states = wanted.split('');
let folder: string;
let file: string;

beforeEach(() => {
  folder = newFolder();
  file = join(folder, 'electron');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('every fuse that the library knows is named, and set as it must be', async () => {
  const known = Object.values(FuseV1Options).filter((fuse) => typeof fuse === 'number');
  expect(Object.keys(fuses).map(Number)).toEqual(known);
  writeFakeElectron(file);
  await setFuses(file);
  expect(readFakeFuses(file)).toBe(wanted);
  expect(await wrongFuses(file)).toEqual([]);
});

test('as delivered, an Electron is told off for each fuse that is not as wanted', async () => {
  writeFakeElectron(file);
  const names = await wrongFuses(file);
  const differing = states.flatMap((state, fuse) =>
    state === deliveredFuses[fuse] ? [] : [FuseV1Options[fuse]],
  );
  expect(names).toEqual(differing);
});

test.each(states.map((state, fuse) => [FuseV1Options[fuse] ?? '', fuse, state === '1' ? '0' : '1']))(
  '%s the other way round is found',
  async (name, fuse, state) => {
    writeFakeElectron(file, wanted.slice(0, fuse) + state + wanted.slice(fuse + 1));
    expect(await wrongFuses(file)).toEqual([name]);
  },
);

test('a fuse that this Electron does not have, or marks as removed, stops the packaging', async () => {
  writeFakeElectron(file, deliveredFuses.slice(0, 8));
  await expect(setFuses(file)).rejects.toThrow('WasmTrapHandlers');
  expect(await wrongFuses(file)).toContain('WasmTrapHandlers');
  writeFakeElectron(file, wanted.replace(/1$/, 'r'));
  expect(await wrongFuses(file)).toEqual(['WasmTrapHandlers']);
});

test('a fuse that nobody has decided on yet stops the packaging', async () => {
  writeFakeElectron(file, `${deliveredFuses}1`);
  await expect(setFuses(file)).rejects.toThrow('strictlyRequireAllFuses');
  writeFakeElectron(file, `${wanted}1`);
  expect(await wrongFuses(file)).toEqual(['fuse 9']);
});

test('a file without fuses is no Electron', async () => {
  writeFileSync(file, 'no wire in here');
  await expect(setFuses(file)).rejects.toThrow('sentinel');
});

test('nothing but the wire is changed', async () => {
  writeFakeElectron(file);
  const before = readFileSync(file);
  await setFuses(file);
  const changed = [...readFileSync(file)].filter((byte, at) => byte !== before[at]);
  expect(changed).toHaveLength(states.filter((state, at) => state !== deliveredFuses[at]).length);
});
