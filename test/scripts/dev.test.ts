import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ElectronProcess } from '../../scripts/dev/electron-process.ts';
import { Restarts } from '../../scripts/dev/restarts.ts';
import { newFolder } from '../support/host.ts';

// The loop of `npm run dev`, with and without Electron. That the app it builds opens: test/desktop/dev.test.ts.

const root = join(import.meta.dirname, '../..');

/** A program in Electron's place: it writes down how it was started and that it was asked to end, and stays until then. */
function fakeElectron(): { binary: string; log: () => string[] } {
  const folder = newFolder();
  const [binary, log] = [join(folder, 'electron'), join(folder, 'log')];
  const program = `#!${process.execPath}
    const { appendFileSync } = require('node:fs');
    const say = (what) => appendFileSync(${JSON.stringify(log)}, what + '\\n');
    process.on('SIGTERM', () => { say('ended'); process.exit(0); });
    say('started ' + process.argv[2] + ' on ' + process.env.SESSIONDECK_DATA);
    setInterval(() => undefined, 1000);`;
  writeFileSync(binary, program);
  chmodSync(binary, 0o755);
  return { binary, log: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []) };
}

test.skipIf(process.platform === 'win32')(
  'the app is started in Electron, and after a change built, ended and started again',
  async () => {
    const { binary, log } = fakeElectron();
    const program = new ElectronProcess(binary, 'the app', 'the data');
    await program.start();
    await expect.poll(log).toEqual(['started the app on the data']);
    const restarts = new Restarts(program);
    const steps: string[] = [];
    await restarts.restart('a file changed', async () => void steps.push(`built after ${log().length}`));
    await expect.poll(log).toEqual(['started the app on the data', 'ended', 'started the app on the data']);
    expect(steps).toEqual(['built after 1']);
    // What cannot be built leaves the app as it is, and the next change is tried again.
    await restarts.restart('a file changed', () => Promise.reject(new Error('it cannot be built')));
    expect(log()).toHaveLength(3);
    await program.stop();
    await expect.poll(log).toHaveLength(4);
    await program.stop();
  },
);

test.skipIf(process.platform !== 'linux')(
  'where Electron cannot run, --electron says why in one sentence and ends',
  () => {
    const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' };
    const ended = spawnSync(process.execPath, [join(root, 'scripts/dev.ts'), '--electron'], {
      cwd: root,
      env,
      encoding: 'utf8',
    });
    expect(ended.stderr.trim()).toBe(
      'The desktop app cannot run here: there is no display. Without --electron it is in the browser.',
    );
    expect([ended.status, ended.stdout]).toEqual([1, '']);
  },
);
