import { defineConfig } from 'vitest/config';

/** The tests of the modules that stryker.config.json names, for `npm run mutants -- --wide`: those that need little time. */
export default defineConfig({
  test: {
    include: [
      'test/{addresses,breaker,known-secrets,leave,redact,retry-table,secret-finder,urls,web-guards}.test.ts',
      'test/main/ipc.test.ts',
      'test/host/revocation/record.test.ts',
      'test/mock-server/guards.test.ts',
    ],
    setupFiles: ['test/mutation/setup.ts'],
    env: { STRINGS: '500' },
  },
});
