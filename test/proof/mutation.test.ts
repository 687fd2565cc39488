import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const Configuration = z.object({
  mutate: z.array(z.string()),
  thresholds: z.object({ break: z.number().nullable() }),
});

const root = new URL('../../', import.meta.url);
const { mutate, thresholds } = Configuration.parse(
  JSON.parse(readFileSync(new URL('stryker.config.json', root), 'utf8')),
);

/** What a mistake in costs most: a key, somebody else's session, or the account of what was ended. */
const modules = {
  'the guards of the browser shell': 'electron/web/request-rules.ts',
  'the guards of the mock server': 'mock-server/incoming.ts',
  'the production guard': 'electron/host/guard/guard.ts',
  'the guard of IPC': 'electron/main/ipc.ts',
  'the addresses that are never called': 'electron/host/http/addresses.ts',
  redaction: 'electron/host/scrub/redact.ts',
  'the secrets in use': 'electron/host/scrub/known-secrets.ts',
  'what finds them': 'electron/host/scrub/secret-finder.ts',
  'the retry table': 'electron/host/http/retry.ts',
  'the breaker': 'electron/host/http/breaker.ts',
  'URLs and their segments': 'electron/host/http/urls.ts',
  'the journal': 'electron/host/revocation/journal/journal.ts',
};

test('npm run mutants -- --wide fails when fewer than 85 % of the mutants are found out', () => {
  expect(thresholds.break).toBeGreaterThanOrEqual(85);
});

test.each(Object.entries(modules))(
  '%s: npm run mutants -- --wide has it, and there is such a file',
  (_, path) => {
    expect(mutate).toContain(path);
    expect(existsSync(new URL(path, root))).toBe(true);
  },
);

const tests = readFileSync(new URL('test/mutation/vitest.config.ts', root), 'utf8').match(
  /test\/\S+\.test\.ts/g,
);

test.each(tests ?? ['none is named'])('its tests are where it looks for them: %s', (pattern) => {
  expect(globSync(pattern, { cwd: root })).not.toEqual([]);
});

test('each of them has its line in docs/reliability.md', () => {
  const [, section = ''] = readFileSync(new URL('docs/reliability.md', root), 'utf8').split(
    '## Mutation testing',
  );
  for (const path of mutate) expect(section).toContain(`\`${path}\``);
});
