import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { DesktopConfig } from './config.ts';
import { Pipe, type Target } from './pipe.ts';

export interface Chromium {
  browser: Target;
  /** Where a second client, the test, can connect. */
  endpoint: string;
  /** The window that Chromium opened by itself, once; then null. */
  takeFirstTarget(): string | null;
  attach(targetId: string): Promise<Target>;
  /** The target of a session that Chromium attached by itself. */
  target(sessionId: string): Target;
  /** Resolves when it has ended: by itself after its last window, or because it was killed. */
  gone: Promise<void>;
  /** Ends it at once; synchronous, for the last moment of this process. */
  kill(): void;
}

/** Nothing leaves the machine or reaches another port of it: every request goes to a proxy that is not there. */
const noNetwork = ['--proxy-server=127.0.0.1:1', '--proxy-bypass-list=<-loopback>'];
const quiet = [
  ...['--no-first-run', '--no-default-browser-check', '--disable-gpu', '--test-type', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-default-apps'],
  ...['--disable-extensions', '--disable-search-engine-choice-screen', '--password-store=basic'],
  ...[
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    '--disable-dev-shm-usage',
  ],
  '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,Translate,MediaRouter',
];

/** Starts Chromium with one window without a frame around the page, on the display of the environment. */
export async function startChromium({ chromium, profile, locale }: DesktopConfig): Promise<Chromium> {
  // Like Playwright, which starts it for every other suite: its sandbox refuses root, and containers refuse it.
  const args = [
    '--no-sandbox',
    '--remote-debugging-pipe',
    '--remote-debugging-port=0',
    ...noNetwork,
    ...quiet,
  ];
  const child = spawn(chromium, [...args, `--lang=${locale}`, `--user-data-dir=${profile}`, '--app=data:,'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, , said, out, input] = child.stdio as [null, null, Readable, Writable, Readable];
  const pipe = new Pipe(out, input);
  const endpoint = await endpointIn(said);
  let first: string | null = await firstPage(pipe.browser);
  const gone = once(child, 'exit').then(() => undefined);
  return {
    browser: pipe.browser,
    endpoint,
    takeFirstTarget() {
      const taken = first;
      first = null;
      return taken;
    },
    async attach(targetId) {
      const { sessionId } = await pipe.browser.send('Target.attachToTarget', { targetId, flatten: true });
      return pipe.target(sessionId);
    },
    target: (sessionId) => pipe.target(sessionId),
    gone,
    kill: () => void child.kill('SIGKILL'),
  };
}

async function endpointIn(said: Readable): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface(said)) {
    const found = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (found !== undefined) {
      said.resume();
      return found;
    }
    lines.push(line);
  }
  throw new Error(`Chromium did not start: ${lines.join('\n')}`);
}

async function firstPage(browser: Target): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  browser.on('Target.targetCreated', ({ targetInfo }) => {
    if (targetInfo.type === 'page') resolve(targetInfo.targetId);
  });
  await browser.send('Target.setDiscoverTargets', { discover: true });
  return promise;
}
