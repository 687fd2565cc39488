import { defineConfig } from 'vitest/config';

/** The tests of the modules that stryker.config.json names, for `npm run mutants -- --wide`: those that need little time. */
export default defineConfig({
  test: {
    include: [
      'test/host/http/{addresses,breaker,retry-table,urls}.test.ts',
      'test/host/scrub/{known-secrets,redact,secret-finder}.test.ts',
      'test/host/sign-in/leave.test.ts',
      'test/web/web-request-rules*.test.ts',
      'test/main/ipc.test.ts',
      'test/host/revocation/record.test.ts',
      'test/mock-server/incoming.test.ts',
    ],
    setupFiles: ['test/mutation/setup.ts'],
    env: { STRINGS: '500' },
  },
});
