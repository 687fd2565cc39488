import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The longest files, in seconds on two idle cores; what is not named takes less than 25 s. */
const seconds: Readonly<Record<string, number>> = {
  'test/e2e/sessions.test.ts': 66,
  'test/e2e/ending.test.ts': 65,
  'test/e2e/sign-in.test.ts': 64,
  'test/proof/chaos.test.ts': 55,
  'test/host/faults/even.test.ts': 50,
  'test/host/faults/odd.test.ts': 48,
  'test/proof/soak.test.ts': 48,
  'test/proof/hostile.test.ts': 45,
  'test/proof/fuzz.test.ts': 42,
  'test/e2e/axe.test.ts': 41,
  'test/adapters/better-auth-bulk.test.ts': 40,
  'test/e2e/canary.test.ts': 38,
  'test/e2e/shell.test.ts': 37,
  'test/e2e/crash.test.ts': 35,
  'test/host/keys/keychain-down.test.ts': 35,
  'test/proof/packaging/package.test.ts': 33,
  'test/proof/packaging/reproducible.test.ts': 33,
  'test/e2e/production.test.ts': 30,
  'test/e2e/ending-run.test.ts': 30,
  'test/proof/dev.test.ts': 30,
  'test/mock-server/faults.test.ts': 28,
};

/**
 * The longest files first, the others in vitest's own order: one that begins last keeps a single worker busy while the
 * others have nothing left to do. Without its cache, as in a fresh clone, vitest goes by the size of the files.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const root = this.ctx.config.root;
    const secondsOf = ({ moduleId }: TestSpecification) =>
      seconds[relative(root, moduleId).replaceAll('\\', '/')] ?? 0;
    return (await super.sort(files)).toSorted((one, other) => secondsOf(other) - secondsOf(one));
  }
}
