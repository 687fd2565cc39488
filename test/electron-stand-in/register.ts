import { registerHooks } from 'node:module';

// `node --import register.ts out/main/index.js` runs the built main process with the stand-in as its `electron`.
const standIn = new URL('./index.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main'
      ? { url: standIn, shortCircuit: true }
      : next(specifier, context),
});

const versions = { ...process.versions, electron: '45.5.0', chrome: '' };
Object.defineProperty(process, 'versions', { value: versions });
Object.assign(process, { type: 'browser', defaultApp: true, resourcesPath: process.cwd() });
