import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright';
import { findChromium } from '../support/chromium.ts';
import type { Attempt } from './figures.ts';
import type { Ground } from './ground.ts';

/** A page that wants to reach another origin, tries everything that a page can, and says what it could read. */
async function assault(page: Page, targets: string[], token: string): Promise<string[]> {
  return page.evaluate(
    async ([urls, secret]) => {
      const read: string[] = [];
      const note = (what: string) => void read.push(what);
      const tries: Promise<unknown>[] = [];
      const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/json'];
      const ask = async (url: string, init: RequestInit, what: string) => {
        try {
          const reply = await fetch(url, init);
          if (reply.type !== 'opaque' && reply.ok) note(`${what} ${url}`);
        } catch {
          // Refused: what is hoped for.
        }
      };
      for (const url of urls) {
        for (const mode of ['cors', 'no-cors'] as const) {
          for (const credentials of ['omit', 'include'] as const) {
            tries.push(ask(url, { mode, credentials }, `GET ${mode} ${credentials}`));
            for (const type of types) {
              const headers = { 'Content-Type': type };
              const init = { method: 'POST', mode, credentials, headers, body: '{"undo":"off"}' };
              tries.push(ask(url, init, `POST ${mode} ${credentials} ${type}`));
            }
          }
        }
        for (const method of ['DELETE', 'PUT', 'OPTIONS'])
          tries.push(ask(url, { method, headers: { 'X-Sessiondeck-Token': secret } }, method));
        tries.push(
          ask(
            url,
            {
              method: 'POST',
              headers: { 'Content-Type': 'application/json', 'X-Sessiondeck-Token': secret },
              body: '{}',
            },
            'POST with the token',
          ),
        );
        navigator.sendBeacon(url, new Blob(['{"undo":"off"}'], { type: 'text/plain' }));
        for (const tag of ['img', 'script', 'iframe', 'link'] as const) {
          const element = document.createElement(tag);
          if (element instanceof HTMLLinkElement) Object.assign(element, { rel: 'stylesheet', href: url });
          else element.src = url;
          element.addEventListener('load', () => {
            // A refused frame loads an error page: only what can be read of it counts.
            if (!(element instanceof HTMLIFrameElement)) note(`<${tag}> ${url}`);
          });
          document.body.append(element);
        }
        const socket = new WebSocket(url.replace(/^http/, 'ws'));
        socket.addEventListener('open', () => note(`WebSocket ${url}`));
        const stream = new EventSource(url);
        stream.addEventListener('open', () => note(`EventSource ${url}`));
        setTimeout(() => stream.close(), 500);
      }
      await Promise.all(tries);
      await new Promise((resolve) => setTimeout(resolve, 700));
      return read;
    },
    [targets, token] as const,
  );
}

/** How many things the page tries on each target. */
const tried = 2 * 2 * 4 + 3 + 1 + 1 + 4 + 2;

function targetsOf({ shell, ending }: Ground): string[] {
  const paths = ['/', '/bridge/settings.save', '/bridge/connections.list', '/events', '/launch'];
  return [
    ...paths.map((path) => `http://127.0.0.1:${shell.port}${path}`),
    `http://localhost:${shell.port}/bridge/settings.save`,
    `http://127.0.0.1:${ending.port}${ending.path}`,
    `http://127.0.0.1:${ending.port}/_data/sessions`,
  ];
}

function listen(): Promise<Server> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><body></body>');
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/**
 * Attacks from pages in a real Chromium: from another site, from another port of this machine, and from a name that was
 * rebound to 127.0.0.1. Resolves with one attempt for each thing that was tried.
 */
export async function attackFromChromium(ground: Ground): Promise<Attempt[]> {
  const rules = 'MAP evil.test 127.0.0.1,MAP *.evil.test 127.0.0.1';
  const browser = await chromium.launch({
    executablePath: findChromium() ?? 'chromium',
    args: [`--host-resolver-rules=${rules}`],
  });
  const attacker = await listen();
  const { port } = attacker.address() as AddressInfo;
  const attempts: Attempt[] = [];
  try {
    for (const origin of [
      `http://evil.test:${port}`,
      `http://127.0.0.1:${port}`,
      `http://localhost:${port}`,
    ]) {
      const page = await browser.newPage();
      await page.goto(origin);
      const targets = targetsOf(ground);
      const read = await assault(page, targets, ground.token);
      for (const what of read) attempts.push({ what: `${origin}: ${what}`, succeeded: true });
      const failed = targets.length * tried - read.length;
      for (let nth = 0; nth < failed; nth += 1) attempts.push({ what: origin, succeeded: false });
      await page.close();
    }
    attempts.push(...(await rebound(ground, () => browser.newPage())));
  } finally {
    await browser.close();
    await new Promise((resolve) => attacker.close(resolve));
  }
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
