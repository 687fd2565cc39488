import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNewer, newestVersion } from '../../host/shell/update-feed.ts';

const day = 24 * 60 * 60 * 1000;

export interface UpdateOptions {
  /** `process.resourcesPath`, which holds `app-update.yml` if a feed was configured at packaging. */
  resources: string;
  /** `app.getVersion()` */
  version: string;
  /** Whether the person wants update checks; called before each request. */
  wanted: () => boolean;
  /** Called once for each newer version, which is always three numbers separated by dots. */
  tell: (version: string) => void;
  /** Called when a feed cannot be read; the error quotes no address. */
  report: (method: string, error: unknown) => void;
  /** Reads a feed; only tests pass one. */
  newest?: (feed: URL) => Promise<string>;
}

/**
 * Checks for newer versions at the start and once a day, on every system in the same way. Downloads, installs and restarts
 * nothing. Sends no request at all where no feed was packaged, or SESSIONDECK_NO_UPDATES is set (for managed machines).
 * The returned function stops it.
 */
export function startUpdates(options: UpdateOptions): () => void {
  const feed = process.env['SESSIONDECK_NO_UPDATES'] ? null : packagedFeed(options);
  if (feed === null) return () => undefined;
  const told = new Set([options.version]);
  const ask = () => void tellOfNewer(options, feed, told);
  ask();
  const timer = setInterval(ask, day);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

async function tellOfNewer(options: UpdateOptions, feed: URL, told: Set<string>): Promise<void> {
  if (!options.wanted()) return;
  try {
    const version = await (options.newest ?? newestVersion)(feed);
    if (told.has(version) || !isNewer(version, options.version) || !options.wanted()) return;
    told.add(version);
    options.tell(version);
  } catch (error) {
    options.report('updates', error);
  }
}

/** The URL in the file that electron-builder packs: YAML with `url` on its own line. */
function packagedFeed({ resources, report }: UpdateOptions): URL | null {
  const text = readIfThere(join(resources, 'app-update.yml'));
  if (text === null) return null;
  const url = /^url: '?(https:\/\/[^\s']+)'?\r?$/m.exec(text)?.[1];
  if (url !== undefined && URL.canParse(url)) return new URL(url);
  report('updates', new Error('app-update.yml names no https address'));
  return null;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
