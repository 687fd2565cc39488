import { randomUUID } from 'node:crypto';
import { build, type Plugin, type UserConfig } from 'vite';
import config from '../../electron.vite.config.ts';

/** Where the page looks for the name of the build that is served now. */
const stamp = 'dev-build.json';

/** Loads the page again once another build is served. A file of its own, as the page's policy allows no inline script. */
const reloader = `
const read = async () => (await fetch('./${stamp}', { cache: 'no-store' })).text();
let loaded = await read();
setInterval(async () => {
  try {
    const served = await read();
    if (served !== loaded) location.reload();
  } catch {
    // The host is starting again.
  }
}, 400);
`;

/** Names each build, and has the page look at that name. */
function reloads(): Plugin {
  return {
    name: 'sessiondeck-dev-reload',
    transformIndexHtml: () => [
      { tag: 'script', attrs: { type: 'module', src: './dev-reload.js' }, injectTo: 'body' },
    ],
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'dev-reload.js', source: reloader });
      this.emitFile({ type: 'asset', fileName: stamp, source: JSON.stringify({ build: randomUUID() }) });
    },
  };
}

export interface Watched {
  /** Whether the page loads again by itself; in a window that is opened anew it need not. */
  reloading: boolean;
  built: (isFirst: boolean) => void;
}

/**
 * Builds the page into this folder, as for a release except for its size, and again whenever a source of it
 * changes. Resolves after the first build; `built` is told of each. Rejects when the first one fails.
 */
export async function watchPage(root: string, folder: string, { reloading, built }: Watched): Promise<void> {
  const renderer = (config as { renderer: UserConfig }).renderer;
  const watcher = await build({
    ...renderer,
    configFile: false,
    root: `${root}/renderer`,
    logLevel: 'warn',
    plugins: [...(renderer.plugins ?? []), ...(reloading ? [reloads()] : [])],
    build: { ...renderer.build, outDir: folder, emptyOutDir: true, minify: false, watch: {} },
  });
  if (!('on' in watcher)) throw new Error('the page is not watched');
  const first = Promise.withResolvers<undefined>();
  let isFirst = true;
  watcher.on('event', (event) => {
    if (event.code === 'BUNDLE_END') {
      built(isFirst);
      isFirst = false;
      first.resolve(undefined);
    }
    if (event.code === 'ERROR') {
      process.stderr.write(`  The page could not be built: ${event.error.message}\n`);
      if (isFirst) first.reject(new Error('the page could not be built'));
    }
  });
  await first.promise;
}
