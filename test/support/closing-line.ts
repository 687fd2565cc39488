import { writeSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node';

/** Prints what did not run and then, as the very last line of the run, `N passed, N failed`. */
export class ClosingLine implements Reporter {
  #notRun: string[] = [];
  #counts = { passed: 0, failed: 0, skipped: 0 };
  #ended = false;

  onInit(): void {
    // Only here is it certain that nothing prints after us. What ran before us may have set another exit code.
    process.once('exit', (code) => {
      this.#print(Number(process.exitCode ?? code));
    });
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly SerializedError[],
    reason: TestRunEndReason,
  ): void {
    this.#ended = reason !== 'interrupted';
    this.#notRun = modules.flatMap(notRunLines);
    this.#counts = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      this.#counts.failed += brokenParts(module);
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'pending') this.#counts[state] += 1;
      }
    }
  }

  #print(exitCode: number): void {
    const { passed } = this.#counts;
    // A run that ended badly without a failed test (no tests found, say, or stopped by hand) is a failure too.
    const failed = this.#counts.failed || Number(exitCode !== 0 || !this.#ended);
    if (failed > 0 && exitCode === 0) process.exitCode = 1;
    writeSync(1, ['', ...this.#notRun, `${passed} passed, ${failed} failed`, ''].join('\n'));
  }
}

/** Whole suites that another stands in for, and single tests: each by its name, which is or comes with the reason. */
function notRunLines(module: TestModule): string[] {
  const skipped = [...module.children.allTests()].filter((test) => test.result().state === 'skipped');
  return skipped.map((test) => `${module.project.name} did not run: ${test.name}`);
}

/** Files that did not load and suites whose own set-up or tear-down failed: no test of theirs says so. */
function brokenParts(module: TestModule): number {
  const suites = [...module.children.allSuites()];
  return [module, ...suites].filter((part) => part.errors().length > 0).length;
}
