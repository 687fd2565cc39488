import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const usualPlaces: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/snap/bin/chromium'],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((folder) => {
    const path = process.env[folder];
    return path ? [join(path, 'Google/Chrome/Application/chrome.exe')] : [];
  }),
};

/** The browser that the tests drive: CHROMIUM if that is set, else the one this machine has, else null. */
export function findChromium(): string | null {
  const { CHROMIUM: chosen, PATH: path = '' } = process.env;
  if (chosen) return existsSync(chosen) ? chosen : null;
  const onPath = path.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...(usualPlaces[process.platform] ?? [])].find((file) => existsSync(file)) ?? null;
}

/** Why no browser test can run here; null where they can. */
export function chromiumMissing(): string | null {
  if (findChromium()) return null;
  const { CHROMIUM: chosen } = process.env;
  return chosen ? `CHROMIUM names ${chosen}, which is not there` : 'no Chromium found; CHROMIUM may name one';
}
