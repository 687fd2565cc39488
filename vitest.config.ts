import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromiumMissing, findChromium } from './test/support/chromium.ts';
import { ClosingLine } from './test/support/closing-line.ts';
import { keyringMissing } from './test/support/keyring.ts';

type Project = TestProjectInlineConfiguration;

/** Most of these suites wait for a network or a deadline, not for the processor. */
const waiting = 3;

const node: Project = {
  test: {
    name: 'node',
    include: ['test/**/*.test.ts'],
    exclude: ['test/{keyring,components,e2e}/**'],
    maxWorkers: waiting,
  },
};

const keyring: Project = {
  test: {
    name: 'keyring',
    include: ['test/keyring/**/*.test.ts'],
    // The native keychain reads the real environment, which only a process of its own has.
    pool: 'forks',
    maxWorkers: waiting,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
};

const components: Project = {
  plugins: [svelte()],
  optimizeDeps: { include: ['csv-stringify/browser/esm/sync', 'vitest-browser-svelte'] },
  test: {
    name: 'components',
    include: ['test/components/**/*.test.ts'],
    sequence: { groupOrder: 1 },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath: findChromium() ?? 'chromium' } }),
      instances: [{ browser: 'chromium' }],
    },
  },
};

const e2e: Project = {
  test: {
    name: 'e2e',
    include: ['test/e2e/**/*.test.ts'],
    sequence: { groupOrder: 2 },
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};

/** The project itself or, where this machine lacks what it needs, one skipped test that says so. */
function unlessMissing(reason: string | null, project: Project): Project {
  if (reason === null) return project;
  const name = project.test?.name ?? '';
  return { test: { name, include: ['test/support/not-run.ts'], provide: { notRun: reason } } };
}

export default defineConfig({
  test: {
    reporters: ['default', new ClosingLine()],
    projects: [
      node,
      unlessMissing(await keyringMissing(), keyring),
      unlessMissing(chromiumMissing(), components),
      unlessMissing(chromiumMissing(), e2e),
    ],
  },
});
