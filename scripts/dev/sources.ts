import { spawnSync } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { npmCommand } from '../../packaging/npm.ts';

/** What the host is made of, and the shell around it. The page's own sources are watched by its build. */
const ofTheHost = ['electron/query', 'electron/bridge', 'electron/adapters', 'electron/host', 'mock-server'];
const ofTheShell = { browser: ['electron/web'], desktop: ['electron/main', 'electron/preload'] };
const messages = 'renderer/messages';
/** Editors write a file several times: a change counts after this long without another, ms. */
const quiet = 150;

/** Tells of each file of host and shell that changes, and compiles messages that change, which the page's build then sees. */
export function watchSources(
  root: string,
  shell: keyof typeof ofTheShell,
  changed: (file: string) => void,
): void {
  for (const folder of [...ofTheHost, ...ofTheShell[shell]])
    watchFolder(root, folder, (file) => file.endsWith('.ts'), changed);
  watchFolder(
    root,
    messages,
    (file) => /\/(en|de)\.json$/.test(file),
    () => {
      const { file, args, shell } = npmCommand(['run', '-s', 'messages']);
      const { status, stderr } = spawnSync(file, args, { cwd: root, encoding: 'utf8', shell });
      if (status !== 0) process.stderr.write(`  The messages could not be compiled: ${stderr}\n`);
    },
  );
}

function watchFolder(
  root: string,
  folder: string,
  isSource: (file: string) => boolean,
  changed: (file: string) => void,
): void {
  let timer: NodeJS.Timeout | undefined;
  watch(join(root, folder), { recursive: true }, (_, name) => {
    const file = `${folder}/${name ?? ''}`;
    if (!isSource(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => changed(file), quiet);
  });
}
