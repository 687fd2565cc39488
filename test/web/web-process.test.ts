import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { memory, newFolder } from '../support/host.ts';

const program = join(import.meta.dirname, '../support/programs/browser-shell-program.ts');
const opened: { child: ChildProcess; folder: string }[] = [];

afterEach(async () => {
  for (const { child, folder } of opened.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A process of its own, and what it has said on both streams so far. */
function run(args: string[], env: NodeJS.ProcessEnv, folder: string) {
  const child = spawn(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '', ...env } });
  opened.push({ child, folder });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  return {
    child,
    said: () => said,
    says: (what: string | RegExp) => expect.poll(() => said).toMatch(what),
  };
}

/** The browser shell in a process of its own, once it has said its address. */
async function start(how = '', env: NodeJS.ProcessEnv = {}) {
  const folder = newFolder(memory);
  const [root, data] = [join(folder, 'root'), join(folder, 'data')];
  mkdirSync(join(root, 'out/renderer'), { recursive: true });
  writeFileSync(join(root, 'out/renderer/index.html'), '<!doctype html><title>Sessiondeck</title>');
  writeFileSync(join(root, 'package.json'), '{"version":"0.0.0-test"}');
  const shell = run([program, root, how], { SESSIONDECK_DATA: data, ...env }, folder);
  await shell.says('Ctrl+C stops Sessiondeck');
  return { ...shell, wal: join(data, 'sessiondeck.db-wal') };
}

describe.skipIf(process.platform === 'win32')('a fault that nobody caught in the browser shell', () => {
  test.each(['exception', 'rejection'])(
    '%s: the host is closed and the person told, then it ends',
    async (how) => {
      const { child, said, wal } = await start(how);
      expect(existsSync(wal)).toBe(true);
      child.kill('SIGUSR2');
      expect(await once(child, 'close')).toEqual([1, null]);
      expect(existsSync(wal)).toBe(false);
      expect(said()).toMatch(/fault in .*the browser shell: LeakError\n\s+at /);
      expect(said()).toMatch(/Sessiondeck has to close: .* What was sent is written down/);
      expect(said()).not.toMatch(/sk_live|api\.example/);
    },
  );

  test('negative control: without being closed, a host leaves its write-ahead log behind', async () => {
    const { child, wal } = await start();
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(existsSync(wal)).toBe(true);
  });
});

describe.skipIf(process.platform === 'win32')('a debugger', () => {
  test('is not opened at SIGUSR1, which is told', async () => {
    const { child, said, says } = await start();
    child.kill('SIGUSR1');
    await says('SIGUSR1 opens no debugger here');
    expect(said()).not.toContain('Debugger listening');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(said()).not.toContain('A debugger can be attached');
  });

  test('that NODE_OPTIONS has opened is told of at the start', async () => {
    const { says } = await start('', { NODE_OPTIONS: '--inspect=127.0.0.1:0' });
    await says('A debugger can be attached to this Sessiondeck');
  });

  test('negative control: any other program of Node opens one at SIGUSR1', async () => {
    const folder = newFolder(memory);
    const code = 'setInterval(() => {}, 1000); console.log("ready")';
    const { child, says } = run(['--inspect-port=127.0.0.1:0', '-e', code], {}, folder);
    await says('ready');
    child.kill('SIGUSR1');
    await says('Debugger listening');
  });
});
