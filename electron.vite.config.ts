import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { thirdParty } from './packaging/third-party.ts';

/** The mock server reads its apis/ folder when it starts, so the built one keeps the same folder. */
function mockServerEntries(): Record<string, string> {
  const files = ['mock-server/index.ts', ...globSync('mock-server/apis/*.ts').sort()];
  return Object.fromEntries(files.map((file) => [file.replace(/\.ts$/, ''), resolve(file)]));
}

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rolldownOptions: {
        input: {
          index: resolve('electron/main/index.ts'),
          // The command of the npm package.
          sessiondeck: resolve('electron/web/sessiondeck.ts'),
          ...mockServerEntries(),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can require electron only, and cannot be an ES module.
      externalizeDeps: false,
      rolldownOptions: {
        input: resolve('electron/preload/index.ts'),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    base: './',
    // Third parties: what is compiled into the page is in no folder that has its licence beside it.
    plugins: [svelte({ configFile: resolve('svelte.config.js') }), thirdParty()],
    build: {
      outDir: 'out/renderer',
      minify: true,
      // One file from our own disk or loopback: there is no network to spare.
      chunkSizeWarningLimit: 900,
      // Everything is a file of our own origin: the content security policy allows nothing inline.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: resolve('renderer/index.html'),
        // How long its plugins took is nothing for the person who starts the app.
        checks: { bundlerTimings: false },
      },
    },
  },
});
