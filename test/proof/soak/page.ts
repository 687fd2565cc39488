import { chromium, type CDPSession, type Page } from 'playwright';
import { startWebShell } from '../../../electron/web/server.ts';
import { findChromium } from '../../support/shells/chromium.ts';
import { openTestHost } from '../../support/host.ts';
import { builtPage } from '../../support/shells/in-browser.ts';
import { goTo } from '../../support/shells/sessiondeck.ts';

/** What the page has in use once the garbage is gone. */
interface Use {
  /** MiB */
  heap: number;
  /** Nodes of documents, also of those that are in none any more. */
  nodes: number;
  /** Elements that are in no document, and kept by something. */
  detached: number;
  listeners: number;
}

export interface PageSoak {
  openings: number;
  before: Use;
  after: Use;
  seconds: number;
}

const connections = ['Clerk', 'Vault'];
/** Whatever is kept up to a limit has reached it by then. */
const warmUp = 60;

/** Opens two connections of the demo in turn, in Chromium, and looks at what the page has in use before and after. */
export async function soakPage(openings: number): Promise<PageSoak> {
  const app = await openTestHost({ budget: 30_000 });
  const shell = await startWebShell(app.host, builtPage);
  const browser = await chromium.launch({ executablePath: findChromium() ?? 'chromium' });
  try {
    const page = await browser.newPage({ locale: 'en' });
    await page.goto(shell.address());
    const devtools = await page.context().newCDPSession(page);
    await open(page, warmUp);
    const before = await useOf(devtools);
    const started = performance.now();
    await open(page, openings);
    const seconds = (performance.now() - started) / 1000;
    return { openings, before, after: await useOf(devtools), seconds };
  } finally {
    await browser.close();
    await shell.close();
    await app.close();
  }
}

async function open(page: Page, openings: number): Promise<void> {
  for (let nth = 0; nth < openings; nth += 1) {
    const name = connections[nth % connections.length] ?? '';
    await goTo(page, name);
    await page.getByRole('heading', { name }).first().waitFor();
    await page.getByRole('grid', { name: 'Sessions' }).getByRole('row').nth(1).waitFor();
  }
}

async function useOf(devtools: CDPSession): Promise<Use> {
  // What a collection lets go of may free more in the next.
  for (let round = 0; round < 3; round += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
  return {
    heap: usedSize / 1024 / 1024,
    nodes,
    detached: await detachedOf(devtools),
    listeners: jsEventListeners,
  };
}

/** Counts in the heap what is an element and in no document. */
async function detachedOf(devtools: CDPSession): Promise<number> {
  const { result } = await devtools.send('Runtime.evaluate', { expression: 'Element.prototype' });
  const { objectId: prototypeObjectId = '' } = result;
  const { objects } = await devtools.send('Runtime.queryObjects', { prototypeObjectId });
  const { objectId = '' } = objects;
  // Elements of a fragment that a component is made from belong to a template, and stay.
  const functionDeclaration = `function () {
    return this.filter((one) => { try { return !one.isConnected; } catch { return false; } }).length;
  }`;
  const counted = await devtools.send('Runtime.callFunctionOn', {
    ...{ objectId, functionDeclaration, returnByValue: true },
  });
  await devtools.send('Runtime.releaseObject', { objectId });
  return Number(counted.result.value);
}
