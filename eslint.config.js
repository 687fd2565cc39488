import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import { electronRules } from './eslint.electron.ts';
import svelteConfig from './svelte.config.js';

const noStyleAttribute = {
  selector: 'SvelteAttribute[key.name="style"]',
  message: 'The content security policy refuses style attributes: use a class or a style: directive.',
};
/** The rule by which a file is in runes mode is a function, which no cache can hold: ours all are. */
const forCache = { ...svelteConfig, compilerOptions: { ...svelteConfig.compilerOptions, runes: true } };
const network = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'];
/** What Node or a page has, and the other does not. */
const outside = ['process', 'Buffer', 'global', 'require', 'window', 'document', 'localStorage', ...network];
const onlyItself =
  'electron/query is pure: it imports its own files and ipaddr.js alone, and uses neither Node nor a page.';
const onlyHttp = 'Requests go out by electron/host/http/http.ts only.';

// What of a page is asked once: a test that looks before the page has drawn fails on a busy machine.
const askedOnce =
  "CallExpression[callee.name='expect'] > AwaitExpression > CallExpression" +
  '[callee.property.name=/^(count|isVisible|isHidden|isDisabled|isEnabled|isChecked|allTextContents)$/]';

export default defineConfig(
  {
    ignores: [
      'out/',
      '.dev/',
      'scripts/prepare/*.d.mts',
      '.tsbuild/',
      'renderer/messages/compiled/',
      'electron/main/messages/compiled/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  {
    languageOptions: {
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 60],
      'no-console': 'error',
      // Refusing control characters is what several of our patterns are for.
      'no-control-regex': 'off',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-globals': ['error', ...network.map((name) => ({ name, message: onlyHttp }))],
      'no-restricted-properties': [
        'error',
        ...['globalThis', 'window', 'self'].flatMap((object) =>
          network.map((property) => ({ object, property, message: onlyHttp })),
        ),
      ],
      // Leaving a function with `return answer(…)` is one thing less to read than two lines.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // A type parameter may be there for the body alone, to tie one local to another.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // What an interface declares asynchronous may be done at once by one of its implementations.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'svelte/no-at-html-tags': 'error',
      // Our lists and sets are replaced as a whole ($state.raw), not changed in place.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser, svelteConfig: forCache },
    },
    // TypeScript finds undefined names, and knows the ones that it declares itself.
    rules: { 'no-undef': 'off' },
  },
  {
    files: ['**/*.svelte'],
    // The linter does not see the types of other components, so their callbacks look untyped; svelte-check does.
    rules: Object.fromEntries(
      ['argument', 'assignment', 'call', 'member-access', 'return'].map((use) => [
        `@typescript-eslint/no-unsafe-${use}`,
        'off',
      ]),
    ),
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
  electronRules(noStyleAttribute),
  {
    // The page's own origin, where the browser shell carries the bridge; and the mock server, for a token of a session.
    files: ['renderer/bridge.ts', 'scripts/mock-subject.ts', 'test/proof/soak/traffic.ts'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' },
  },
  {
    // Bridge, host, page and command line may import it: it has nothing that one of them lacks.
    files: ['electron/query/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!\\./[a-z-]+(/[a-z-]+)?\\.ts$|\\.\\./[a-z-]+\\.ts$|ipaddr\\.js$)',
              message: onlyItself,
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', ...outside.map((name) => ({ name, message: onlyItself }))],
    },
  },
  { files: ['scripts/**', 'mock-server/cli.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/unbound-method': 'off',
      'max-lines-per-function': 'off',
      'no-restricted-globals': 'off',
      'no-restricted-properties': 'off',
      // The suites drive pages, and stand in for Electron.
      'no-restricted-syntax': 'off',
    },
  },
  {
    files: ['test/e2e/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: askedOnce, message: 'The page may not be there yet: expect.poll.' },
      ],
    },
  },
);
