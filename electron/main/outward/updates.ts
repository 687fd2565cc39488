import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNewer, newestVersion } from '../../host/shell/update-feed.ts';

const day = 24 * 60 * 60 * 1000;

export interface UpdateOptions {
  /** `process.resourcesPath`: packaging leaves `app-update.yml` there where it was given a feed. */
  resources: string;
  /** `app.getVersion()` */
  version: string;
  /** Whether the person wants it to be asked for; read anew before each request. */
  wanted: () => boolean;
  /** Told once of each newer version. What it is told is three numbers with dots between. */
  tell: (version: string) => void;
  /** A feed that cannot be read; its reason quotes no address. */
  report: (method: string, error: unknown) => void;
  /** Asks a feed; given by tests. */
  newest?: (feed: URL) => Promise<string>;
}

/**
 * Tells of newer versions, on every system in the same way: at the start and once a day. It fetches no program, installs
 * nothing and restarts nothing. Where no feed was packaged, or SESSIONDECK_NO_UPDATES is set (for managed machines), it
 * asks nobody, ever. The returned function ends it.
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

/** The address in the file that electron-builder packs: YAML, of which `url` is one line. */
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
