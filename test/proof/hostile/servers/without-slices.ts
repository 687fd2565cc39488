import { registerHooks } from 'node:module';

// Imported first by a host that is to do its long work at once: the deliberate fault which the meter must notice.

const undivided = 'export const newSlices = () => ({ isDue: () => false, next: () => Promise.resolve() });';

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('/electron/host/work/slices.ts')) return nextLoad(url, context);
    return { format: 'module', source: undivided, shortCircuit: true };
  },
});
