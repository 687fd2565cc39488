import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { delimiter, join } from 'node:path';

/** Why no window can be opened that nobody sees; null where one can. */
export function xvfbMissing(): string | null {
  if (process.platform !== 'linux') return 'only Linux has a display that a test can start';
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, 'Xvfb'))) ? null : 'not installed: Xvfb';
}

let display: Promise<string> | null = null;

/** The name of a display that nobody sees, as DISPLAY has it: one for this process, and gone with it. */
export function openDisplay(): Promise<string> {
  display ??= startXvfb();
  return display;
}

/** Ends the display when its own input ends, which is when this process does, in whatever way. */
const guarded = 'Xvfb "$@" & cat; kill $!';

async function startXvfb(): Promise<string> {
  const args = ['-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp'];
  const child = spawn('sh', ['-c', guarded, 'sh', ...args], { stdio: ['pipe', 'ignore', 'ignore', 'pipe'] });
  const told = child.stdio[3] as Socket;
  for (const each of [child, child.stdin as Socket, told]) each.unref();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.once('exit', (code) => reject(new Error(`Xvfb ended with ${String(code)}`)));
  child.once('error', reject);
  let number = '';
  told.setEncoding('utf8').on('data', (chunk: string) => {
    number += chunk;
    if (number.endsWith('\n')) resolve(`:${number.trim()}`);
  });
  return promise;
}
