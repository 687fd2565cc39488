import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeOrNull } from '../host/store/data-folder.ts';

const openers: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
  darwin: ['open', []],
  win32: ['rundll32', ['url.dll,FileProtocolHandler']],
};
/** How long the file with the address is kept for the browser to read, ms. */
const readingTime = 60_000;

/** An opener that fails within this time, ms, has opened nothing; one still running after it has started a browser. */
const failsWithin = 2000;

/**
 * Opens an address in the person's browser, through a file that only they can read: every user of the machine could see
 * an address in argv. Resolves with false where there is no opener, or it fails quickly.
 */
export async function openBrowser(address: string): Promise<boolean> {
  const folder = mkdtempSync(join(readableFolder(), 'sessiondeck-'));
  const file = join(folder, 'open.html');
  const target = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0;url=${target}">`, {
    mode: 0o600,
  });
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  setTimeout(remove, readingTime).unref();
  process.once('exit', remove);
  const [command, leading] = openers[process.platform] ?? ['xdg-open', []];
  const opener = spawn(command, [...leading, file], { stdio: 'ignore', detached: true });
  opener.unref();
  return new Promise((resolve) => {
    opener.once('error', () => resolve(false));
    opener.once('exit', (code) => resolve(code === 0));
    setTimeout(() => resolve(true), failsWithin).unref();
  });
}

/**
 * A folder whose files the browser can read. A browser that Ubuntu ships as a snap sees neither the system's temporary
 * folder nor hidden files in the home folder: https://snapcraft.io/docs/home-interface.
 */
function readableFolder(): string {
  const home = homeOrNull();
  return process.platform === 'linux' && existsSync('/snap/bin') && home !== null ? home : tmpdir();
}
