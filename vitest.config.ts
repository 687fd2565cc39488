import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import type { ProvidedContext } from 'vitest';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromiumMissing, findChromium } from './test/support/shells/chromium.ts';
import { LongestFirst } from './test/proof/longest-first.ts';
import { ClosingLine } from './test/support/closing-line.ts';
import { keyringMissing } from './test/support/keys/keyring.ts';
import { electronMissing } from './test/support/shells/real-electron.ts';
import { RunFolder } from './test/support/run-folder.ts';
import { xvfbMissing } from './test/support/shells/xvfb.ts';

type Project = TestProjectInlineConfiguration;

/** Most of these suites wait for a network or a deadline, not for the processor. */
const waiting = 4;

/** On a busy machine a test that is late is not wrong: these only end what would never come. */
const patience = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 60_000 } },
};

/** Before each file of the projects that run on Node. */
const setupFiles = ['test/support/remove-folders.ts'];

/**
 * What takes minutes and is seldom broken: programs that attack or wear out the whole, long models, packages, the mock
 * server held against its documents and against the real servers.
 */
const proofs = [
  'test/{proof,packaging,mock-server}/**/*.test.ts',
  'test/host/faults/*.test.ts',
  'test/host/revocation/{account,stopped-host}.test.ts',
  'test/host/keys/{key-crash,keychain-down}.test.ts',
  'test/adapters/{better-auth-bulk,better-auth-peers,better-auth-secondary,operations}.test.ts',
  'test/repository/{build,lint-gate}.test.ts',
];

const node: Project = {
  test: {
    name: 'node',
    include: ['test/**/*.test.ts'],
    setupFiles,
    exclude: ['test/{keyring,components,e2e,desktop}/**', ...proofs],
    // A worker loads our modules once for all its files: a quarter of the time went into loading them again.
    isolate: false,
    maxWorkers: waiting,
    ...patience,
  },
};

const proof: Project = {
  test: { ...node.test, name: 'proof', include: proofs, exclude: [] },
};

const keyring: Project = {
  test: {
    name: 'keyring',
    include: ['test/keyring/**/*.test.ts'],
    setupFiles,
    // The native keychain reads the real environment, which only a process of its own has.
    pool: 'forks',
    maxWorkers: waiting,
    ...patience,
  },
};

const components: Project = {
  plugins: [svelte()],
  optimizeDeps: { include: ['axe-core', 'csv-stringify/browser/esm/sync', 'vitest-browser-svelte'] },
  test: {
    name: 'components',
    include: ['test/components/**/*.test.ts'],
    sequence: { groupOrder: 1 },
    maxWorkers: 2,
    ...patience,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath: findChromium() ?? 'chromium' } }),
      instances: [{ browser: 'chromium' }],
    },
  },
};

const everyE2e = 'test/e2e/**/*.test.ts';
/** What only the browser shell has: its address, its command. */
const ofTheTab = 'test/e2e/shell*.test.ts';
/** What breaks first, and is looked at first. */
const ofEveryDay = 'test/e2e/{ending,sessions}.test.ts';
/** What is the same in every shell: `npm run prove` asks it of the browser's tab, `npm run e2e` of all. */
const ofThePage = 'test/e2e/{axe,production,scenario,sign-in}.test.ts';

/** End to end, around the page: a browser's tab, the app on the stand-in of Electron, or the app in Electron. */
function e2e(
  name: string,
  shell: ProvidedContext['shell'],
  groupOrder: number,
  include: string[],
  exclude: string[] = [],
): Project {
  return {
    test: {
      name,
      include,
      exclude,
      setupFiles,
      provide: { shell },
      sequence: { groupOrder },
      maxWorkers: 2,
      ...patience,
    },
  };
}

/** The project itself or, where this machine lacks what it needs, one skipped test that says so. */
function unlessMissing(reason: string | null, project: Project): Project {
  if (reason === null) return project;
  const name = project.test?.name ?? '';
  // In the group of the first: groups whose workers differ in number must not be one.
  const include = ['test/support/not-run.ts'];
  return { test: { name, include, provide: { notRun: reason }, maxWorkers: waiting } };
}

const desktopMissing = chromiumMissing() ?? xvfbMissing();

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // The closing line counts what the run folder finds: it comes last.
    reporters: ['default', new RunFolder(), new ClosingLine()],
    projects: [
      node,
      proof,
      unlessMissing(await keyringMissing(), keyring),
      unlessMissing(chromiumMissing(), components),
      unlessMissing(chromiumMissing(), e2e('e2e', 'browser', 2, [ofEveryDay])),
      unlessMissing(chromiumMissing(), e2e('e2e-tab', 'browser', 2, [everyE2e], [ofEveryDay])),
      unlessMissing(
        desktopMissing,
        e2e('e2e-desktop', 'desktop', 2, [everyE2e, 'test/desktop/**/*.test.ts'], [ofTheTab, ofThePage]),
      ),
      unlessMissing(desktopMissing, e2e('e2e-desktop-page', 'desktop', 2, [ofThePage])),
      unlessMissing(electronMissing(), e2e('e2e-electron', 'electron', 4, [everyE2e], [ofTheTab])),
    ],
  },
});
