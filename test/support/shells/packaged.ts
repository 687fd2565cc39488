import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { writeFakeDistribution } from './fake-electron.ts';
import { newFolder } from '../../../scripts/folders.ts';

const root = resolve(import.meta.dirname, '../../..');
const fromHere = createRequire(import.meta.url);
const builder = fromHere.resolve('electron-builder/package.json');
/** What electron-builder itself is made of, and what it does not export. */
export const fromBuilder = createRequire(builder);

export interface Packaged {
  folder: string;
  executable: string;
  resources: string;
  asar: string;
}

/**
 * Packs what is built, with electron-builder, our configuration, and a folder that stands in for Electron: everything
 * but the program itself and the installers. For Linux on x64, whatever this machine is.
 */
export async function packApp(env: Record<string, string> = {}): Promise<Packaged> {
  const folder = newFolder();
  const electron = join(folder, 'electron');
  const output = join(folder, 'dist');
  mkdirSync(electron);
  writeFakeDistribution(electron);
  const options = [`-c.electronDist=${electron}`, `-c.directories.output=${output}`, '--publish', 'never'];
  const target = ['--linux', 'dir', '--x64', '--config', 'electron-builder.config.ts'];
  await promisify(execFile)(process.execPath, [join(builder, '../cli.js'), ...target, ...options], {
    cwd: root,
    env: { ...withoutSigning(process.env), NO_UPDATE_NOTIFIER: '1', ...env },
  });
  const app = join(output, 'linux-unpacked');
  const resources = join(app, 'resources');
  return { folder, executable: join(app, 'sessiondeck'), resources, asar: join(resources, 'app.asar') };
}

function withoutSigning({ SESSIONDECK_UPDATE_URL: _, CSC_LINK: __, ...env }: NodeJS.ProcessEnv) {
  return env;
}
