import { mkdtempSync, readdirSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reporter } from 'vitest/node';
import { memory, removeFolder } from '../../scripts/folders.ts';

/**
 * What other programs keep there and take along only when they end in peace, which a killed Chromium does not, and
 * Playwright does not where Chromium still writes while its folders are removed. It goes
 * with the run's folder.
 */
const ofOthers =
  /^(\.?org\.chromium\.Chromium\..+|playwright-artifacts-.+|playwright_chromiumdev_profile-.+|jiti|node-compile-cache)$/;

/**
 * How many of our own may be left: a program that a test kills in the middle of a write can bring back one file of a folder
 * that was just removed. A test that forgets its folder leaves one for each time it makes one.
 */
const latecomers = 1;

/**
 * Gives the whole run, and every program that it starts, a temporary folder of its own. Whatever is left there is named;
 * more than `latecomers` of our own fail the run. What is left is removed either way.
 */
export class RunFolder implements Reporter {
  onInit(): void {
    const folders = [...new Set([tmpdir(), memory])].map((parent) =>
      mkdtempSync(join(parent, 'sessiondeck-run-')),
    );
    const [temporary = '', inMemory = temporary] = folders;
    Object.assign(process.env, {
      ...{ TMPDIR: temporary, TEMP: temporary, TMP: temporary },
      SESSIONDECK_TEST_MEMORY: inMemory,
    });
    // Only here has everything ended that the run started: the workers, their programs and the browser.
    process.once('exit', () => {
      const left = folders.flatMap((folder) => readdirSync(folder)).filter((name) => !ofOthers.test(name));
      for (const folder of folders) removeFolder(folder);
      if (left.length === 0) return;
      if (left.length > latecomers) process.exitCode ||= 1;
      writeSync(2, `\nleft in the temporary folder:\n${left.map((name) => `  ${name}\n`).join('')}`);
    });
  }
}
