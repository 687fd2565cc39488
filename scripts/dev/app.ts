import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveConfig } from 'electron-vite';
import { build, mergeConfig, type InlineConfig } from 'vite';

/** Makes the folder from which Electron starts the app, but for what is built: its manifest, and the icons it looks for. */
export function prepareApp(root: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const { name, version, type, main } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, string>;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, type, main }));
  const packaging = join(folder, 'packaging');
  if (!existsSync(packaging)) symlinkSync(join(root, 'packaging'), packaging, 'junction');
}

/** Builds the main process and the preload into this folder, as they are built for a release but for their size. */
export async function buildApp(root: string, folder: string): Promise<void> {
  const configFile = join(root, 'electron.vite.config.ts');
  const { config = {} } = await resolveConfig({ root, configFile, logLevel: 'warn' }, 'build', 'production');
  for (const part of ['main', 'preload'] as const) {
    const own: InlineConfig = {
      ...{ configFile: false, root, logLevel: 'warn' },
      build: { outDir: join(folder, 'out', part), emptyOutDir: true, minify: false },
    };
    await build(mergeConfig(config[part] ?? {}, own));
  }
}
