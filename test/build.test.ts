import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { channels } from '../electron/bridge/channels.ts';

const out = join(import.meta.dirname, '../out');
const read = (...path: string[]) => readFileSync(join(out, ...path), 'utf8');

beforeAll(() => {
  if (!existsSync(join(out, 'main/index.js'))) throw new Error('nothing is built: npm run build');
});

describe('the built preload', () => {
  test('is one CommonJS file that requires nothing but electron', () => {
    expect(readdirSync(join(out, 'preload'))).toEqual(['index.cjs']);
    const required = [...read('preload/index.cjs').matchAll(/require\((.*?)\)/g)].map(([, name]) => name);
    expect(new Set(required)).toEqual(new Set(['"electron"']));
    expect(read('preload/index.cjs')).not.toMatch(/\bimport\b|\bprocess\b/);
  });

  test('gives the page two functions, frozen, and no way to name a channel', async () => {
    const sent: unknown[][] = [];
    const exposed: Record<string, { invoke: (...given: unknown[]) => Promise<unknown> }> = {};
    const electron = {
      contextBridge: { exposeInMainWorld: (name: string, value: never) => (exposed[name] = value) },
      ipcRenderer: { invoke: (...args: unknown[]) => Promise.resolve(sent.push(args)), on: () => undefined },
    };
    const context = createContext({ require: () => electron, module: {}, exports: {}, Object });
    runInContext(read('preload/index.cjs'), context);
    expect(Object.keys(exposed)).toEqual(['bridge']);
    expect(Object.keys(exposed['bridge'] ?? {}).sort()).toEqual(['invoke', 'subscribe']);
    expect(Object.isFrozen(exposed['bridge'])).toBe(true);
    await exposed['bridge']?.invoke('app.about', {}, 'another-channel');
    expect(sent).toEqual([[channels.invoke, 'app.about', {}]]);
  });
});

describe('the built main process', () => {
  test('is an ES module, with the witness beside it in its own folder', () => {
    expect(read('main/index.js')).toMatch(/^import /m);
    const apis = readdirSync(join(out, 'main/mock-server/apis')).filter((name) => name.endsWith('.js'));
    expect(apis).toHaveLength(5);
  });
});

describe('the built main process, before it is ready,', () => {
  const at = (call: string) => {
    const place = read('main/index.js').indexOf(call);
    expect(place, call).toBeGreaterThan(0);
    return place;
  };

  test('turns the sandbox on, names its scheme, and takes its own data folder before it asks to be alone', () => {
    const ready = at('app.whenReady()');
    expect(at('app.enableSandbox()')).toBeLessThan(ready);
    expect(at('protocol.registerSchemesAsPrivileged(')).toBeLessThan(ready);
    expect(at('useOwnData(process.env')).toBeLessThan(at('app.requestSingleInstanceLock()'));
  });

  test('has one session, which is in memory and keeps no cache', () => {
    const opened = [...read('main/index.js').matchAll(/fromPartition\(([^)]*)\)/g)].map(([, given]) => given);
    expect(opened).toEqual(['"sessiondeck", { cache: false }']);
    expect(read('main/index.js')).not.toMatch(/defaultSession|persist:/);
  });
});

describe('the built page', () => {
  const scripts = () => readdirSync(join(out, 'renderer/assets')).filter((name) => name.endsWith('.js'));

  test('has no script, style or handler inline, and nothing from elsewhere', () => {
    const html = read('renderer/index.html');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  test('has no schema library, no eval and no Node in it', () => {
    expect(scripts().length).toBeGreaterThan(0);
    for (const name of scripts()) {
      const script = read('renderer/assets', name);
      const found = /ZodError|\beval\(|new Function\(|["'`]node:/.exec(script);
      expect(found?.[0], name).toBeUndefined();
    }
  });
});
