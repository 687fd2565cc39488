import { inject, test } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Why the project's own tests cannot run on this machine. */
    notRun: string;
  }
}

// Stands in for a whole project, so that what did not run is counted and named instead of missing.
test.skip(inject('notRun'));
