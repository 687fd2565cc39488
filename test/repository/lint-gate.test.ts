import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import { describe, expect, test, vi } from 'vitest';
import { electronRules, restrictions } from '../../eslint.electron.ts';

// The types of the whole project are read once.
vi.setConfig({ testTimeout: 60_000 });

const root = join(import.meta.dirname, '../..');
const anywhere = 'electron/main/anywhere.ts';
const { window, ipc, hardening, external, preload } = {
  window: 'electron/main/window.ts',
  ipc: 'electron/main/ipc.ts',
  hardening: 'electron/main/hardening.ts',
  external: 'electron/main/outward/external.ts',
  preload: 'electron/preload/anything.ts',
};

/** The rules alone, without types: they only look at how a text is put together. */
const gate = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [
    { files: ['**/*.ts'], languageOptions: { parser: ts.parser } },
    ...svelte.configs.base,
    ...electronRules(),
  ],
});

async function complaints(text: string, filePath = anywhere): Promise<string[]> {
  const [result] = await gate.lintText(text, { filePath });
  const messages = result?.messages ?? [];
  const broken = messages.filter(({ fatal }) => fatal);
  if (broken.length > 0) throw new Error(`the example cannot be read: ${broken[0]?.message ?? text}`);
  return [...new Set(messages.map(({ message }) => message))];
}

/** What is refused anywhere, the beginning of what is said, and the one file where it is not. */
const atHome: [refused: string, said: string, home: string][] = [
  ['new BrowserWindow({})', 'Windows are made in one place', window],
  ['new electron.BrowserWindow({})', 'Windows are made in one place', window],
  ["ipcMain.handle('x', f)", 'Calls are registered in one place', ipc],
  ["import { ipcRenderer } from 'electron'; f(ipcRenderer)", 'Only the preload speaks', preload],
  ["ipcRenderer.invoke('x')", 'Only the preload speaks', preload],
  ["contextBridge.exposeInMainWorld('x', {})", 'Only the preload gives', preload],
  ["import { contextBridge as b } from 'electron'; f(b)", 'Only the preload gives', preload],
  ['session.setPermissionRequestHandler(f)', 'Permissions are decided', hardening],
  ["session['setPermissionCheckHandler'](f)", 'Permissions are decided', hardening],
  ['session.setDevicePermissionHandler(f)', 'Permissions are decided', hardening],
  ['session.setDisplayMediaRequestHandler(f)', 'Permissions are decided', hardening],
  ['contents.setWindowOpenHandler(f)', 'Windows that the page wants', hardening],
  ["contents.on('will-navigate', f)", 'Where the page may go', hardening],
  ["contents.once('will-redirect', f)", 'Where the page may go', hardening],
  ["contents.addListener('will-frame-navigate', f)", 'Where the page may go', hardening],
  ["contents.on('will-attach-webview', f)", 'Where the page may go', hardening],
  ["app.on('web-contents-created', f)", 'Where the page may go', hardening],
  ["session.protocol.handle('file:', f)", 'Nothing is loaded from file:', hardening],
  ["shell.openExternal('https://example.com')", 'Addresses are opened', external],
  ['const { openExternal } = shell; f(openExternal)', 'Addresses are opened', external],
];

/** What is refused everywhere, what is said, and what may be written instead. */
const nowhere: [refused: string, said: string, instead: string][] = [
  ['new BrowserView()', 'There is one window', 'new BrowserWindowOptions()'],
  ['new electron.WebContentsView()', 'There is one window', 'new Tray(image)'],
  ['f({ nodeIntegration: true })', 'The page has no Node', 'f({ nodeIntegration: false })'],
  [
    'f({ nodeIntegrationInSubFrames: isOdd })',
    'The page has no Node',
    'f({ nodeIntegrationInSubFrames: false })',
  ],
  ['f({ contextIsolation: false })', 'This protection stays on', 'f({ contextIsolation: true })'],
  ['f({ sandbox: !isPackaged })', 'This protection stays on', 'f({ sandbox: true })'],
  ["f({ 'webSecurity': false })", 'This protection stays on', "f({ 'webSecurity': true })"],
  ['f({ webviewTag: true })', 'This stays off', 'f({ webviewTag: false })'],
  ['f({ allowRunningInsecureContent: true })', 'This stays off', 'f({ allowRunningInsecureContent: false })'],
  ['f({ experimentalFeatures: true })', 'This stays off', 'f({ experimentalFeatures: false })'],
  ['f({ enableRemoteModule: true })', 'This stays off', 'f({ enableRemoteModule: false })'],
  ['f({ bypassCSP: true })', 'This stays off', 'f({ standard: true })'],
  ["f({ enableBlinkFeatures: 'X' })", 'Not set', "f({ disableBlinkFeatures: 'Auxclick' })"],
  ['contents.executeJavaScript(text)', 'Nothing is put into the page', 'contents.send(channel)'],
  ['contents.insertCSS(text)', 'Nothing is put into the page', 'contents.reload()'],
  ["window.loadFile('index.html')", 'The page comes from app://', 'window.loadURL(pageUrl)'],
  ['session.loadExtension(path)', 'The page comes from app://', 'session.clearStorageData()'],
  ["window.loadURL('https://example.com')", 'A window loads pageUrl', 'window.loadURL(pageUrl)'],
  ['window.loadURL(`file://${path}`)', 'A window loads pageUrl', 'window.loadURL(pageUrl)'],
  ["protocol.registerFileProtocol('app', f)", 'protocol.handle serves', "protocol.handle('app', f)"],
  ["protocol.interceptHttpProtocol('http', f)", 'protocol.handle serves', "protocol.handle('app', f)"],
  ["document.createElement('webview')", 'The page embeds no other page', "document.createElement('div')"],
  ["ipcMain.on('x', f)", 'Calls are answered by handle', 'serve(ipcMain)'],
  ["electron.ipcMain.handle('x', f)", 'Take ipcMain as an argument', 'serve(ipcMain)'],
  ["ipcRenderer.sendSync('x')", 'The preload invokes and listens', "bridge.invoke('x')"],
  ["import remote from '@electron/remote'; f(remote)", 'The page does not reach', "import 'electron'"],
  [
    "import { remote } from 'electron'; f(remote)",
    'The page does not reach',
    "import { app } from 'electron'",
  ],
  ["f({ action: 'allow' })", 'The page opens no windows', "f({ action: 'deny' })"],
  ['shell.openPath(file)', 'Files are not opened', 'shell.beep()'],
  ['f(session.defaultSession)', 'The page has a session of its own', "session.fromPartition('own')"],
  [
    'const { defaultSession } = session; f(defaultSession)',
    'The page has a session of its own',
    'const { cookies } = own',
  ],
  ["session.fromPartition('persist:own')", 'The page’s session is not kept', "session.fromPartition('own')"],
  ['session.setCertificateVerifyProc(f)', 'Certificates and proxies', 'session.clearStorageData()'],
  ["app.on('certificate-error', f)", 'A bad certificate', "app.on('activate', f)"],
  ['keytar.findCredentials(service)', 'keytar finds nothing', 'keytar.getPassword(service, account)'],
  ["f(keytar['findPassword'])", 'keytar finds nothing', "f(keytar['getPassword'])"],
  ['const { findCredentials } = keytar; f(findCredentials)', 'keytar finds nothing', 'f(findCredential)'],
  ['f({ rejectUnauthorized: false })', 'TLS is always verified', 'f({ rejectUnauthorized: true })'],
  [
    "app.commandLine.appendSwitch('no-sandbox')",
    'This switch weakens',
    "app.commandLine.appendSwitch('lang', 'nl')",
  ],
  [
    "app.commandLine.appendSwitch('disable-features', 'X')",
    'This switch weakens',
    "app.commandLine.appendSwitch('lang')",
  ],
  ['app.commandLine.appendSwitch(name)', 'This switch weakens', "app.commandLine.appendSwitch('lang')"],
  ['process.env.ELECTRON_DISABLE_SECURITY_WARNINGS = 1', 'Electron’s warnings', 'f(process.env.LANG)'],
  ["process.env['ELECTRON_DISABLE_SECURITY_WARNINGS'] = 1", 'Electron’s warnings', "f(process.env['LANG'])"],
];

const markup: [refused: string, instead: string][] = [
  ['<webview src="https://example.com"></webview>', '<main></main>'],
  ['<iframe title="x" src="https://example.com"></iframe>', '<img alt="x" src="x.png" />'],
  ['<div allowpopups></div>', '<div hidden></div>'],
];

describe('what has a home', () => {
  test.each(atHome)('%s: “%s…”, but in %s', async (text, said, home) => {
    expect(await complaints(text)).toEqual([expect.stringContaining(said)]);
    expect(await complaints(text, home)).toEqual([]);
    for (const other of [window, ipc, hardening, external, preload].filter((file) => file !== home))
      expect(await complaints(text, other), other).toHaveLength(1);
  });
});

describe('what is refused everywhere', () => {
  test.each(nowhere)('%s: “%s…”; instead %s', async (text, said, instead) => {
    for (const file of [anywhere, window, ipc, hardening, external, preload])
      expect(await complaints(text, file), file).toContainEqual(expect.stringContaining(said));
    expect(await complaints(instead)).toEqual([]);
  });

  test.each(markup)('%s in the page; instead %s', async (text, instead) => {
    expect(await complaints(text, 'renderer/a.svelte')).toEqual([
      expect.stringContaining('embeds no other page'),
    ]);
    expect(await complaints(instead, 'renderer/a.svelte')).toEqual([]);
  });
});

test('no restriction is without an example', async () => {
  const examples = [...atHome, ...nowhere].map(([text]) => complaints(text));
  const pages = markup.map(([text]) => complaints(text, 'renderer/a.svelte'));
  const said = new Set((await Promise.all([...examples, ...pages])).flat());
  expect(restrictions.map(({ message }) => message).filter((message) => !said.has(message))).toEqual([]);
});

describe('the project’s own lint configuration', () => {
  const own = new ESLint({ cwd: root });

  test.each([anywhere, window, ipc, hardening, external, preload, 'renderer/a.svelte', 'scripts/a.ts'])(
    'has all of this for %s',
    async (file) => {
      const { rules } = (await own.calculateConfigForFile(join(root, file))) as { rules: Linter.RulesRecord };
      const [, ...refused] = rules['no-restricted-syntax'] as [unknown, ...{ message: string }[]];
      const isHome = (home: string | null) => home === file || (home?.endsWith('**') && file === preload);
      const expected = restrictions.filter(({ home }) => !isHome(home)).map(({ message }) => message);
      expect(refused.map(({ message }) => message)).toEqual(expect.arrayContaining(expected));
      // One more, of the project itself: style attributes.
      expect(refused).toHaveLength(expected.length + 1);
    },
  );

  test.each([
    ["eval('1');", 'no-eval'],
    ["export const f = new Function('1');", 'no-new-func'],
    ["setTimeout('1', 1);", '@typescript-eslint/no-implied-eval'],
    ["void fetch('https://example.com');", 'no-restricted-globals'],
  ])('refuses %s by %s', async (text, rule) => {
    const [result] = await own.lintText(text, { filePath: join(root, 'electron/main/page.ts') });
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(rule);
  });

  test.each([
    ["import { z } from 'zod';\nz.string();\n", 'no-restricted-imports'],
    ["import { Session } from '../bridge/session.ts';\nSession.parse({});\n", 'no-restricted-imports'],
    ["export const mode = process.env['MODE'];\n", 'no-restricted-globals'],
    ['export const title = document.title;\n', 'no-restricted-globals'],
    ["import { statuses } from './status.ts';\nexport const count = statuses.length;\n", null],
  ])('in electron/query refuses %j by %s', async (text, rule) => {
    const [result] = await own.lintText(text, { filePath: join(root, 'electron/query/search-words.ts') });
    const named = result?.messages
      .map(({ ruleId }) => ruleId)
      .filter((id) => id?.startsWith('no-restricted'));
    expect(named).toEqual(rule === null ? [] : [rule]);
  });

  test.each([
    ['{@html name}', 'svelte/no-at-html-tags'],
    ['<p style="color: red">{name}</p>', 'no-restricted-syntax'],
    ['<p>{name}</p>', null],
  ])('in a component refuses %s by %s', async (markup, rule) => {
    const text = `<script lang="ts">\n  const { name }: { name: string } = $props();\n</script>\n\n${markup}\n`;
    const [result] = await own.lintText(text, { filePath: join(root, 'renderer/ui/Badge.svelte') });
    expect(result?.messages.map(({ ruleId }) => ruleId)).toEqual(rule === null ? [] : [rule]);
  });

  test('is switched off for no line of the page', () => {
    const pages = globSync('renderer/**/*.{ts,svelte,html}', { cwd: root });
    const off = pages.filter((path) => /eslint-disable|@html/.test(readFileSync(join(root, path), 'utf8')));
    expect(pages.length).toBeGreaterThan(100);
    expect(off.filter((path) => !path.replaceAll('\\', '/').includes('/messages/compiled/'))).toEqual([]);
  });
});
