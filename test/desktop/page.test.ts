import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startStandIn, type StandInApp } from '../support/shells/stand-in.ts';

const main = join(import.meta.dirname, '../support/programs/stand-in-program.ts');
type Call = (...given: unknown[]) => Promise<unknown>;
type Bridge = Record<string, Call>;

let app: StandInApp;
let page: Page;
beforeEach(async () => {
  app = await startStandIn({ main });
  page = await app.page();
});
afterEach(() => app.close());

/** Calls a function of the preload's in the page; what it throws is the value. */
function call(name: string, ...given: unknown[]): Promise<unknown> {
  return page.evaluate(
    ([wanted, args]) => {
      const { bridge } = window as unknown as { bridge: Bridge };
      return (async () => bridge[wanted]?.(...args))().catch((error: unknown) => String(error));
    },
    [name, given] as const,
  );
}

describe('between the page and the preload', () => {
  test('functions, promises and errors cross as themselves, both ways; the rest as frozen copies', async () => {
    expect(await call('fails')).toBe('Error: as it should');
    expect(await call('later')).toBe('Error: later, as it should');
    const seen = await page.evaluate(() => {
      const { bridge } = window as unknown as { bridge: Record<string, unknown> };
      const { twice, point, dates } = bridge as {
        twice: (double: (n: number) => number) => number;
        point: object;
        dates: [Date, Map<string, Set<number>>];
      };
      return {
        twice: twice((n) => n * 2),
        point: Object.keys(point),
        date: dates[0].getTime(),
        set: dates[1].get('a')?.has(1),
        frozen: [bridge, point].every((value) => Object.isFrozen(value)),
        kept: Reflect.set(window, 'bridge', {}),
      };
    });
    expect(seen).toEqual({ twice: 42, point: ['x'], date: 0, set: true, frozen: true, kept: false });
  });

  test('the page sees nothing of the preload’s world, and that has electron alone', async () => {
    const names = [
      'require',
      'module',
      'process',
      'ipcRenderer',
      'contextBridge',
      'standInTell',
      'standInTake',
    ];
    expect(await page.evaluate((all) => all.filter((name) => name in window), names)).toEqual([]);
    expect(await call('other')).toBe('module not found: node:fs');
    expect(await call('again')).toMatch(/Cannot bind an API on top of an existing property/);
  });

  test('a frame in the page has no bridge', async () => {
    const frame = page.frames().find((each) => each.url().endsWith('/frame.html'));
    expect(await frame?.evaluate(() => 'bridge' in window)).toBe(false);
    expect(await page.evaluate(() => 'bridge' in window)).toBe(true);
  });
});

describe('between the page and the main process', () => {
  test('what structured clone carries arrives, and a function does not', async () => {
    const carried = await page.evaluate(async () => {
      const { bridge } = window as unknown as { bridge: Bridge };
      const got = (await bridge['invoke']?.('clone')) as { at: Date; bytes: Uint8Array };
      return [got.at.getTime(), [...got.bytes], 'none' in got];
    });
    expect(carried).toEqual([0, [1, 2], true]);
    expect(await call('invoke', 'callable')).toMatch(/An object could not be cloned/);
    expect(await call('invoke', 'tell a function')).toMatch(/An object could not be cloned/);
  });

  test('what a handler throws rejects, and so does a channel that nobody handles', async () => {
    expect(await call('invoke', 'throws')).toBe(
      "Error: Error invoking remote method 'call': Error: of its own",
    );
    expect(await call('missing')).toBe(
      "Error: Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
    );
  });

  test('an event is heard in the page', async () => {
    const heard = page.evaluate(
      () =>
        new Promise((resolve) => {
          const { bridge } = window as unknown as { bridge: Record<string, (given: unknown) => void> };
          bridge['heard']?.((what: { at: Date }) => resolve(what.at.getTime()));
        }),
    );
    await call('invoke', 'tell');
    expect(await heard).toBe(0);
  });

  test('a call comes from the main frame, by the app’s own URL; from nowhere once its document is left', async () => {
    expect(await call('invoke', 'frame')).toEqual(['app://page/index.html', true]);
    void call('invoke', 'leave').catch(() => undefined);
    await expect.poll(() => app.said()).toContain('left: nobody');
  });
});

describe('a page', () => {
  const asked = () => call('invoke', 'asked') as Promise<string[]>;

  test('goes nowhere that the app refuses, and the app is asked first', async () => {
    await page.evaluate(() => (location.href = 'http://other.test/page'));
    await expect.poll(asked).toContain('will-frame-navigate http://other.test/page');
    await page.evaluate(() => (location.href = '/away'));
    await expect.poll(asked).toContain('will-redirect http://other.test/');
    expect(page.url()).toMatch(/index\.html$/);
    expect(await asked()).toContain('will-frame-navigate https://other.test/');
    expect(await app.control.leaving()).toEqual([]);
    await page.evaluate(() => (location.href = '/two.html'));
    await page.waitForURL(/two\.html$/);
    expect(await asked()).toContain('will-navigate app://page/two.html');
  });

  test('opens no window that the app denies', async () => {
    await page.evaluate(() => void window.open('http://other.test/popup'));
    await expect.poll(asked).toContain('open http://other.test/popup');
    await expect.poll(() => page.context().pages().length).toBe(1);
  });

  test('is held by its content security policy; a request that it lets through reaches no network', async () => {
    expect(await page.evaluate(() => fetch('/two.html').then(String, () => 'refused'))).toBe('refused');
    const load = (src: string) =>
      page.evaluate((address) => {
        const { promise, resolve } = Promise.withResolvers<string>();
        const image = Object.assign(new Image(), { src: address });
        image.onerror = () => resolve('refused');
        image.onload = () => resolve('loaded');
        return promise;
      }, src);
    expect(await load('https://other.test/picture.png')).toBe('refused');
    expect(await app.control.leaving()).toEqual(['https://other.test/picture.png']);
  });

  test('has the permissions that the app grants', async () => {
    const state = (name: string) =>
      page.evaluate(
        async (wanted) => (await navigator.permissions.query({ name: wanted as PermissionName })).state,
        name,
      );
    await expect.poll(() => state('notifications')).toBe('denied');
    expect(await state('geolocation')).toBe('denied');
    expect(await state('clipboard-write')).toBe('granted');
  });

  test('that objects to being left is kept unless the app says otherwise', async () => {
    await page.evaluate(() => addEventListener('beforeunload', (event) => event.preventDefault()));
    // Chromium heeds only a page that a person has touched.
    await page.mouse.click(5, 5);
    expect(await app.control.closeWindow()).toBe(false);
    expect(await asked()).toContain('will-prevent-unload');
  });

  test('that crashes is told of', async () => {
    await app.control.crashRenderer();
    await expect.poll(() => app.said()).toContain('gone: crashed');
  });
});
