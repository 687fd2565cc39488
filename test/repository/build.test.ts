import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { channels } from '../../electron/bridge/crossing/channels.ts';

const out = join(import.meta.dirname, '../../out');
const read = (...path: string[]) => readFileSync(join(out, ...path), 'utf8');

beforeAll(() => {
  if (!existsSync(join(out, 'main/index.js'))) throw new Error('nothing is built: npm run build');
});

test('the page comes with the licence of every package that is compiled into it', () => {
  const text = read('renderer/THIRD-PARTY.txt');
  for (const name of [
    'svelte',
    'bits-ui',
    '@lucide/svelte',
    'csv-stringify',
    'match-sorter',
    'qr',
    '@floating-ui/dom',
  ])
    expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
  // One licence text for each name.
  expect(text.match(/^-{80}$/gm)?.length).toBe(text.match(/^\S+ \d+\.\d+\.\d+ \(/gm)?.length);
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
  test('is an ES module, with the mock server beside it in its own folder', () => {
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

/** What a page that runs and loads only its own files has nothing of, by what it is called here. */
const banned: Record<'html' | 'js' | 'css', [what: string, pattern: RegExp][]> = {
  html: [
    ['a script inline', /<script(?![^>]*\bsrc=)/i],
    ['a style inline', /<style|\sstyle\s*=/i],
    ['a handler inline', /\son\w+\s*=/i],
    ['something from elsewhere', /(src|href)\s*=\s*["']?\s*([a-z][a-z+.-]*:|\/\/)/i],
    ['another base', /<base|http-equiv/i],
  ],
  js: [
    ['eval', /\beval\b\s*[(),]/],
    ['text that becomes a function', /\bFunction\s*[(`]|constructor\s*\(\s*["'`]return/],
    ['a timer of text', /\bset(Timeout|Interval)\(\s*["'`]/],
    [
      'HTML that is written out',
      /\bdocument\.write|insertAdjacentHTML|createContextualFragment|srcdoc|javascript:/,
    ],
    ['code from elsewhere', /\b(import|importScripts|Worker)\s*\(\s*["'`]([a-z]+:|\/\/)/],
    ['the schema library', /ZodError/],
    ['Node', /["'`]node:/],
  ],
  css: [
    ['a sheet inside a sheet', /@import/i],
    ['something from elsewhere', /url\(\s*["']?\s*([a-z][a-z+.-]*:|\/\/)(?<!data:)/i],
  ],
};

const flawsOf = (kind: keyof typeof banned, text: string) =>
  banned[kind].filter(([, pattern]) => pattern.test(text)).map(([what]) => what);

describe('the built page has nothing inline, nothing from elsewhere, and no text that becomes code', () => {
  const files = () => readdirSync(join(out, 'renderer'), { recursive: true }).map(String);

  test.each(['html', 'js', 'css'] as const)('in its files of type %s', (kind) => {
    const own = files().filter((name) => name.endsWith(`.${kind}`));
    expect(own.length).toBeGreaterThan(0);
    for (const name of own) expect([name, flawsOf(kind, read('renderer', name))]).toEqual([name, []]);
  });

  test('its HTML is set in one place, through the one trusted type', () => {
    const scripts = files().filter((name) => name.endsWith('.js'));
    const all = scripts.map((name) => read('renderer', name)).join('\n');
    // Svelte's own, of the markup of our components.
    expect(all.match(/\.(innerHTML|outerHTML)\s*=(?!=)/g)).toHaveLength(1);
    expect(all.match(/\bcreatePolicy\(\s*["'`][^"'`]*["'`]/g)).toEqual([
      'createPolicy(`svelte-trusted-html`',
    ]);
  });

  test.each<[keyof typeof banned, string, string]>([
    ['html', '<script>1</script>', 'a script inline'],
    ['html', '<script type="module">1</script>', 'a script inline'],
    ['html', '<p style="color: red">', 'a style inline'],
    ['html', '<style>p {}</style>', 'a style inline'],
    ['html', '<body onload="1">', 'a handler inline'],
    ['html', '<script src="https://evil.test/a.js"></script>', 'something from elsewhere'],
    ['html', '<link href="//evil.test/a.css">', 'something from elsewhere'],
    ['html', '<a href="javascript:1">', 'something from elsewhere'],
    ['html', '<meta http-equiv="refresh">', 'another base'],
    ['js', 'eval("1")', 'eval'],
    ['js', '(0, eval)("1")', 'eval'],
    ['js', 'new Function("return 1")', 'text that becomes a function'],
    ['js', 'Function(`return 1`)()', 'text that becomes a function'],
    ['js', '(()=>{}).constructor("return 1")()', 'text that becomes a function'],
    ['js', 'setTimeout("1",1)', 'a timer of text'],
    ['js', 'document.write("x")', 'HTML that is written out'],
    ['js', 'import("https://evil.test/a.js")', 'code from elsewhere'],
    ['js', 'import fs from"node:fs"', 'Node'],
    ['css', '@import "a.css";', 'a sheet inside a sheet'],
    ['css', 'p{background:url(https://evil.test/a.png)}', 'something from elsewhere'],
    ['css', 'p{background:url("//evil.test/a.png")}', 'something from elsewhere'],
  ])('in %s, “%s” is found: the claims above can fail', (kind, text, what) => {
    expect(flawsOf(kind, text)).toEqual([what]);
  });
});
