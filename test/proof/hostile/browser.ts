import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright';
import { findChromium } from '../../support/shells/chromium.ts';
import type { Attempt } from './figures.ts';
import type { Ground } from './ground.ts';
import { startLax } from './lax.ts';
import { assault } from './page.ts';

/** How long a page may take to open on a busy machine, ms. */
const patience = 180_000;

/** Round trips: what has to succeed is waited for. */
const endless = 10_000;

interface FromChromium {
  attempts: Attempt[];
  controls: Attempt[];
}

function targetsOf({ shell, ending }: Ground): string[] {
  const paths = ['/', '/bridge/settings.save', '/bridge/connections.list', '/events', '/launch'];
  return [
    ...paths.map((path) => `http://127.0.0.1:${shell.port}${path}`),
    `http://localhost:${shell.port}/bridge/settings.save`,
    `http://127.0.0.1:${ending.port}${ending.path}`,
    `http://127.0.0.1:${ending.port}/_data/sessions`,
  ];
}

/**
 * Attacks from pages in a real Chromium: from another site, from another port of this machine, and from a name that was
 * rebound to 127.0.0.1. Resolves with one attempt for each thing that was tried; and for what was tried in the same way
 * on a server without guards, where all of it succeeds.
 */
export async function attackFromChromium(ground: Ground): Promise<FromChromium> {
  const rules = 'MAP evil.test 127.0.0.1,MAP *.evil.test 127.0.0.1';
  const browser = await chromium.launch({
    executablePath: findChromium() ?? 'chromium',
    args: [`--host-resolver-rules=${rules}`],
  });
  const attacker = await startLax();
  const { port } = attacker.address() as AddressInfo;
  const attempts: Attempt[] = [];
  const controls: Attempt[] = [];
  const newPage = async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(patience);
    return page;
  };
  try {
    for (const host of ['evil.test', '127.0.0.1', 'localhost'])
      attempts.push(...(await assaultFrom(`http://${host}:${port}`, ground, newPage)));
    const own = `http://127.0.0.1:${port}`;
    const page = await newPage();
    await page.goto(own);
    const tried = await assault(page, [`${own}/lax`], ground.token, endless);
    // Of a beacon nothing comes back: whether it did anything is counted with the effects.
    controls.push(...tried.filter(({ what }) => !what.startsWith('beacon')));
    attempts.push(...(await rebound(ground, newPage)));
  } finally {
    await browser.close();
    await new Promise((resolve) => attacker.close(resolve));
  }
  return { attempts, controls };
}

/** Everything that a page of this origin can try. */
async function assaultFrom(origin: string, ground: Ground, newPage: () => Promise<Page>): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  const page = await newPage();
  await page.goto(origin);
  // One after the other: all at once, they would wait for each other's connections.
  for (const target of targetsOf(ground)) {
    const tried = await assault(page, [target], ground.token);
    attempts.push(...tried.map(({ what, succeeded }) => ({ what: `${origin}: ${what}`, succeeded })));
  }
  await page.close();
  return attempts;
}

/**
 * DNS rebinding: the attacker's page was served at this name and port before the name led to 127.0.0.1; to the browser
 * what it asks now is its own origin.
 */
async function rebound({ shell, ending, token }: Ground, newPage: () => Promise<Page>): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  const body = '<!doctype html><body></body>';
  for (const name of ['evil.test', '127.0.0.1.evil.test'])
    for (const [port, path] of [
      [shell.port, '/'],
      [shell.port, '/bridge/connections.list'],
      [shell.port, '/events'],
      [ending.port, '/_data/sessions'],
      [ending.port, ending.path],
    ] as const) {
      const page = await newPage();
      const origin = `http://${name}:${port}`;
      const opened = await page.goto(`${origin}${path}`).catch(() => null);
      attempts.push({ what: `opening ${origin}${path}`, succeeded: opened?.ok() ?? false });
      await page.route(`${origin}/attacker`, (route) => route.fulfill({ contentType: 'text/html', body }));
      await page.goto(`${origin}/attacker`);
      const read = await askFromOwn(page, path, token);
      for (const method of ['GET', 'POST', 'DELETE'])
        attempts.push({ what: `${method} ${origin}${path} from there`, succeeded: read.includes(method) });
      await page.close();
    }
  return attempts;
}

/** Asks a path of the page's own origin in each method, with the token; the methods whose answer was a 2xx. */
function askFromOwn(page: Page, path: string, token: string): Promise<string[]> {
  return page.evaluate(
    async ([own, secret]) => {
      const read: string[] = [];
      for (const method of ['GET', 'POST', 'DELETE']) {
        const headers = { 'Content-Type': 'application/json', 'X-Sessiondeck-Token': secret };
        const body = method === 'GET' ? null : '{}';
        const reply = await fetch(own, { method, headers, body }).catch(() => null);
        if (reply?.ok) read.push(method);
      }
      return read;
    },
    [path, token] as const,
  );
}
