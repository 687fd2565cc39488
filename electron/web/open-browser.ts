import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const openers: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
  darwin: ['open', []],
  win32: ['rundll32', ['url.dll,FileProtocolHandler']],
};
/** How long the file with the address is left for the browser to read, ms. */
const readingTime = 60_000;

/**
 * Opens an address in the person's browser, by way of a file that only they can read: an address in argv could be
 * seen by every user of the machine. Resolves with whether there was something to open it with.
 */
export async function openBrowser(address: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'sessiondeck-'));
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
    opener.once('error', () => {
      resolve(false);
    });
    opener.once('spawn', () => {
      resolve(true);
    });
  });
}
