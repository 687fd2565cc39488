import type { BrowserContext, Page } from 'playwright';
import type { MockServer } from '../../../mock-server/index.ts';
import { Sweep } from './canary.ts';

/** What an app told and showed so far, beside what is in its page now. */
export interface Traces {
  /** By place; whatever was said, written or answered. */
  texts: () => [place: string, text: string | Uint8Array][];
  /** Folders with whatever it wrote, by place. */
  folders: [place: string, folder: string][];
}

/** The keys of a mock server, as one uses them: of a jar of cookies or a list of nonces, each. */
export function keysOf({ apis }: Pick<MockServer, 'apis'>): string[] {
  const given = [...apis.values()].flatMap(({ access }) => Object.values(access.secrets));
  const each = given.flatMap((text) => text.split(/\n|; |\./)).map((text) => text.replace(/^[\w.-]+=/, ''));
  // The first part of a JWT is the same for all.
  return each.filter((text) => text.length >= 16 && !text.startsWith('eyJhbGciOi'));
}

/** What a page writes on its console from now on, of every kind. */
export function consoleOf(page: Page): string[] {
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  page.on('pageerror', ({ stack = '', message }) => lines.push(message, stack));
  return lines;
}

/** Looks through everything for these secrets. */
export async function sweep(secrets: Iterable<string>, page: Page, traces: Traces): Promise<Sweep> {
  const found = new Sweep(secrets);
  for (const [place, text] of traces.texts()) found.look(place, text);
  for (const [place, folder] of traces.folders) found.lookInFolder(place, folder);
  found.lookInProcesses();
  // A page that was left, or crashed on purpose, shows nothing.
  if (!page.isClosed()) await lookInPage(found, page);
  return found;
}

async function lookInPage(found: Sweep, page: Page): Promise<void> {
  const shown = await page.evaluate(inPage);
  for (const [place, text] of Object.entries(shown)) found.look(place, text);
  found.look('cookies', await cookiesOf(page.context()));
  found.look('the address', page.url());
}

async function cookiesOf(context: BrowserContext): Promise<string> {
  return JSON.stringify(await context.cookies());
}

/** Runs in the page: what it shows, what its fields hold, and what it stored. */
async function inPage(): Promise<Record<string, string>> {
  const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')];
  const stores = async (): Promise<unknown[]> => {
    const databases = await indexedDB.databases();
    return Promise.all(databases.map(({ name = '' }) => readAll(name)));
  };
  const asked = <Result>(request: IDBRequest<Result>) =>
    new Promise<Result>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('no reason given'));
    });
  const readAll = async (name: string): Promise<unknown[]> => {
    const db = await asked(indexedDB.open(name));
    const names = [...db.objectStoreNames];
    const all = names.map((store) => asked(db.transaction(store).objectStore(store).getAll()));
    const values = await Promise.all(all);
    db.close();
    return [name, names, values];
  };
  const cached = async (): Promise<string[]> => {
    // Not in the app’s own scheme, where Chromium has none.
    if (!('caches' in window)) return [];
    const found: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        found.push(name, request.url, (await (await cache.match(request))?.text()) ?? '');
    }
    return found;
  };
  return {
    'the DOM': document.documentElement.outerHTML,
    fields: fields.map(({ value }) => value).join('\n'),
    localStorage: JSON.stringify(localStorage),
    sessionStorage: JSON.stringify(sessionStorage),
    IndexedDB: JSON.stringify(await stores()),
    'Cache storage': JSON.stringify(await cached().catch(() => [])),
  };
}

/** What this process writes to stdout and stderr from now on; it is written all the same. */
export function writtenByUs(): { text: () => string; stop: () => void } {
  const chunks: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) => {
    const { write } = stream;
    stream.write = (...given: unknown[]) => {
      const [chunk] = given;
      chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('latin1'));
      return Reflect.apply(write, stream, given) as boolean;
    };
    return { stream, write };
  });
  return {
    text: () => chunks.join(''),
    stop() {
      for (const { stream, write } of streams) stream.write = write;
    },
  };
}

/** The figures, for docs/reliability.md. */
export function tellSweep(what: string, { places, forms, hits }: Sweep): void {
  const bytes = [...places.values()].reduce((sum, size) => sum + size, 0);
  process.stdout.write(
    `canary: ${what}: ${forms} forms, ${places.size} kinds of place, ${bytes} bytes, ${hits.length} hits\n`,
  );
}
