import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import ts from 'typescript';
import { expect, test } from 'vitest';

/** The parts of Node that open connections: named one by one, as a key is to leave by one way only. */
const network = ['node:http', 'node:https', 'node:http2', 'node:net', 'node:tls', 'node:dgram', 'node:dns'];

/** Who may import whom, and which packages; `node:` stands for the rest of Node. A layer may import itself. */
const may: Record<string, readonly string[]> = {
  'electron/query': [],
  'electron/query/language/addresses.ts': ['ipaddr.js'],
  'electron/bridge': ['electron/query', 'zod'],
  'electron/adapters': ['electron/query', 'electron/bridge', 'zod'],
  'electron/host': [
    ...['electron/query', 'electron/bridge', 'electron/adapters', 'node:'],
    ...['bowser', 'jose', 'keytar', 'p-map', 'p-timeout', 'tough-cookie', 'zod'],
  ],
  'electron/host/http/http.ts': ['ky', 'undici'],
  'electron/host/http/route/dispatcher.ts': ['undici', 'node:tls'],
  'electron/host/http/route/authorities.ts': ['node:tls'],
  'electron/host/http/addresses.ts': ['node:dns', 'node:net'],
  'electron/host/sign-in/live.ts': ['undici'],
  'electron/host/connections/demo.ts': ['mock-server'],
  'electron/main': ['electron/bridge', 'electron/host', 'electron', 'node:'],
  'electron/preload': ['electron/bridge/crossing/channels.ts', 'electron'],
  'electron/web': [
    'electron/query',
    'electron/bridge',
    'electron/host',
    'p-timeout',
    'node:',
    'node:http',
    'node:net',
  ],
  renderer: [
    'electron/query',
    'electron/bridge',
    'svelte',
    'bits-ui',
    '@lucide/svelte',
    'csv-stringify',
    'match-sorter',
    'qr',
  ],
  'mock-server': ['json-server', 'qr', 'ws', 'node:', 'node:http', 'node:net'],
  scripts: [
    'electron/query',
    'electron/bridge',
    'electron/host',
    'electron/web',
    'mock-server',
    'node:',
    'typescript',
    ...['vite', 'electron-vite', 'electron.vite.config.ts', 'packaging/npm.ts'],
    ...network,
  ],
};
/** What may be imported as types only, and so leaves nothing in the built code. */
const mayAsTypes: Record<string, readonly string[]> = {
  'electron/preload': ['electron/bridge'],
};
const layers = Object.keys(may).filter((name) => !name.endsWith('.ts'));

interface Source {
  path: string;
  text: string;
}

function layerOf(path: string): string | undefined {
  return layers.find((layer) => path.startsWith(`${layer}/`));
}

function scriptOf({ path, text }: Source): string {
  if (!path.endsWith('.svelte')) return text;
  return [...text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, script]) => script).join('\n');
}

/** The file or package that each import of the script leads to. */
function targets(path: string, script: string): string[] {
  return ts.preProcessFile(script, true, true).importedFiles.map(({ fileName: name }) => {
    if (name.startsWith('.')) return join(dirname(path), name);
    if (name.startsWith('node:')) return network.includes(name) ? name : 'node:';
    return name.split('/', name.startsWith('@') ? 2 : 1).join('/');
  });
}

function isOneOf(target: string, allowed: readonly string[]): boolean {
  return allowed.some((name) => target === name || (layers.includes(name) && target.startsWith(`${name}/`)));
}

function withoutTypes(script: string): string {
  const compilerOptions = { verbatimModuleSyntax: true, target: ts.ScriptTarget.ESNext };
  return ts.transpileModule(script, { compilerOptions }).outputText;
}

function forbiddenImports(source: Source): string[] {
  const { path } = source;
  const layer = layerOf(path);
  if (layer === undefined) return [`${path} belongs to no layer`];
  const script = scriptOf(source);
  const used = [layer, ...(may[layer] ?? []), ...(may[path] ?? [])];
  const seen = [...used, ...(mayAsTypes[layer] ?? [])];
  const forbidden = [
    ...targets(path, withoutTypes(script)).filter((target) => !isOneOf(target, used)),
    ...targets(path, script).filter((target) => !isOneOf(target, seen)),
  ];
  return [...new Set(forbidden)].map((target) => `${path} imports ${target}`);
}

const paths = globSync('{electron,renderer,mock-server,scripts}/**/*.{ts,js,mjs,svelte}')
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !path.includes('/messages/compiled/'));

test('every file imports only what its layer may', () => {
  expect(paths.length).toBeGreaterThan(0);
  expect(paths.flatMap((path) => forbiddenImports({ path, text: readFileSync(path, 'utf8') }))).toEqual([]);
});

test.each([
  ['renderer/a/b.ts', "import { x } from '../../electron/host/keys/keys.ts';", 'electron/host/keys/keys.ts'],
  ['renderer/a/b.svelte', '<script lang="ts">import x from \'ky\'; x();</script><p></p>', 'ky'],
  ['electron/query/a.ts', "import { z } from 'zod'; z.string();", 'zod'],
  [
    'electron/query/a.ts',
    "import type { Session } from '../bridge/session.ts';",
    'electron/bridge/session.ts',
  ],
  ['electron/query/a.ts', "import { sep } from 'node:path'; f(sep);", 'node:'],
  ['electron/bridge/a.ts', "export { x } from '../adapters/x.ts';", 'electron/adapters/x.ts'],
  ['electron/adapters/a.ts', "import fs from 'node:fs'; fs();", 'node:'],
  ['electron/host/a.ts', "const { app } = await import('electron');", 'electron'],
  ['electron/host/a.ts', "import { request } from 'node:https'; request();", 'node:https'],
  ['electron/main/a.ts', "import { connect } from 'node:net'; connect();", 'node:net'],
  ['electron/host/a.ts', "import type { KyInstance } from 'ky';", 'ky'],
  ['electron/host/a.ts', "import '../../mock-server/index.ts';", 'mock-server/index.ts'],
  [
    'electron/preload/index.ts',
    "import { connect } from '../bridge/crossing/connect.ts';",
    'electron/bridge/crossing/connect.ts',
  ],
  ['mock-server/apis/a.ts', "import { x } from '../../electron/bridge/api.ts';", 'electron/bridge/api.ts'],
])('%s is told off for %s', (path, text, target) => {
  expect(forbiddenImports({ path, text })).toEqual([`${path} imports ${target}`]);
});

test('the two exceptions and a type for the preload are allowed', () => {
  const allowed = [
    { path: 'electron/host/http/http.ts', text: "import ky from 'ky';" },
    {
      path: 'electron/host/connections/demo.ts',
      text: "import { start } from '../../../mock-server/index.ts';",
    },
    { path: 'electron/preload/index.ts', text: "import type { Carrier } from '../bridge/connect.ts';" },
  ];
  expect(allowed.flatMap(forbiddenImports)).toEqual([]);
});
