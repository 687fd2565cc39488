import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../electron/bridge/crossing/connect.ts';
import { httpCarrier } from '../../renderer/http-carrier.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { openPage } from '../support/shells/carriers.ts';
import { newFolder } from '../support/host.ts';
import { openBrowser, openInBrowser, type OpenInBrowser } from '../support/shells/in-browser.ts';
import { closeAll, row } from '../support/shells/sessiondeck.ts';
import { everythingHostile, ranInHostileDocument, tryForeign } from '../support/policy.ts';

const root = join(import.meta.dirname, '../..');
afterAll(closeAll);

describe('the page', () => {
  let open: OpenInBrowser;
  beforeEach(async () => {
    open = await openInBrowser();
    await row(open.page, 'Ann Peeters').waitFor();
  });
  afterEach(() => open.close());

  test('has no code in its address any more, nor in its history', async () => {
    expect(new URL(open.page.url()).hash).toBe('');
    await open.page.goBack().catch(() => null);
    expect(open.page.url()).not.toContain('code=');
    await open.page.goForward();
  });

  test('survives a reload', async () => {
    await open.page.reload();
    await row(open.page, 'Ann Peeters').waitFor();
  });

  test('opened again from an address that was used says what to do, and shows nothing', async () => {
    const address = open.shell.address();
    const context = await (await openBrowser()).newContext();
    const [first, second] = [await context.newPage(), await context.newPage()];
    await first.goto(address);
    await row(first, 'Ann Peeters').waitFor();
    await second.goto(address);
    await second.getByText(m.not_connected_title()).first().waitFor();
    await expect.poll(() => second.getByRole('grid').count()).toBe(0);
    await context.close();
  });

  test('runs no script and no style that is not its own, and asks no other origin', async () => {
    const blocked = await tryForeign(open.page, ['http://127.0.0.1:1/']);
    expect(blocked.injected).toBe(false);
    expect(blocked.found).toEqual(expect.arrayContaining(['style-src-elem', 'connect-src']));
  });

  test.each([
    ['with the policy of its address, a hostile document gets nothing done', true],
    ['without it, it would: the claim above can fail', false],
  ])('%s', async (_, policy) => {
    const page = await (await openBrowser()).newPage();
    const ran = await ranInHostileDocument(page, new URL(open.page.url()).origin, { policy });
    expect(ran.toSorted()).toEqual(policy ? [] : everythingHostile.toSorted());
    await page.close();
  });
});

/** A process may have ended since it was listed. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

// Windows has no signals: whoever sends one there ends the program.
const withSignals = test.skipIf(process.platform === 'win32');

describe('the command', () => {
  let child: ChildProcess | null = null;
  afterEach(async () => {
    if (!child || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  });

  /** Runs the start script, and resolves with the lines it prints up to the address. */
  async function start(...args: string[]): Promise<{ lines: string[]; address: string }> {
    const env = { ...process.env, SESSIONDECK_DATA: newFolder(), DISPLAY: '', WAYLAND_DISPLAY: '' };
    child = spawn(process.execPath, [join(root, 'scripts/start.ts'), '--no-open', ...args], {
      env,
      cwd: root,
    });
    const lines: string[] = [];
    for await (const line of createInterface(child.stdout ?? process.stdin)) {
      lines.push(line);
      const address = /http:\/\/127\.0\.0\.1:\d+\/#code=[\w-]+/.exec(line)?.[0];
      if (address) return { lines, address };
    }
    throw new Error(`no address in: ${lines.join('\n')}`);
  }

  /** Starts the browser shell with a program in the place of the system's opener that stays; what that was given. */
  async function startWithOpener(): Promise<string[]> {
    const folder = newFolder();
    const given = join(folder, 'given');
    const opener = join(folder, 'xdg-open');
    const keep = `printf '%s\\n' "$@" > ${given}.part\nmv ${given}.part ${given}`;
    writeFileSync(opener, `#!/bin/sh\n${keep}\nsleep 20\n`, { mode: 0o755 });
    const env = {
      ...process.env,
      SESSIONDECK_DATA: newFolder(),
      PATH: [folder, process.env['PATH']].join(delimiter),
    };
    child = spawn(process.execPath, [join(root, 'scripts/start.ts'), '--web'], { env, cwd: root });
    await expect.poll(() => existsSync(given)).toBe(true);
    return readFileSync(given, 'utf8').trim().split('\n');
  }

  test.skipIf(process.platform !== 'linux')(
    'the opener of the system gets a file that only this user can read, Chromium opens the page by it, and it goes in the end',
    async () => {
      const given = await startWithOpener();
      const [file = ''] = given;
      expect(given).toHaveLength(1);
      expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
      const code = /#code=([\w-]+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
      expect(code).toHaveLength(43);
      const commands = globSync('/proc/[0-9]*/cmdline').map(readIfThere);
      expect(commands.filter((line) => line.includes(file))).not.toEqual([]);
      expect(commands.filter((line) => line.includes(code))).toEqual([]);

      const page = await (await openBrowser()).newPage();
      await page.goto(`file://${file}`);
      await row(page, 'Ann Peeters').waitFor();
      // To Chromium the file's page is another site, and so is a reload of what it led to.
      await page.reload();
      await row(page, 'Ann Peeters').waitFor();
      await page.close();
      const gone = once(child ?? process, 'exit');
      child?.kill('SIGTERM');
      expect(await gone).toEqual([0, null]);
      expect(existsSync(dirname(file))).toBe(false);
    },
  );

  test('says in one line why there is no desktop window, and prints an address that shows the demo', async () => {
    const { lines, address } = await start();
    expect(
      lines.filter((line) => /desktop window cannot open here: there is no display/.test(line)),
    ).toHaveLength(1);
    const page = await (await openBrowser()).newPage();
    await page.goto(address);
    await row(page, 'Ann Peeters').waitFor();
    await page.close();
  });

  withSignals(
    'Ctrl+C while a session waits to be ended asks first, and a second one ends it without sending',
    async () => {
      const { address } = await start('--web');
      let said = '';
      child?.stdout?.on('data', (chunk) => (said += String(chunk)));
      const page = await (await openBrowser()).newPage();
      await page.goto(address);
      await row(page, 'Ann Peeters').click();
      await page.getByRole('button', { name: m.end_one() }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: m.end_one() }).click();
      await page.getByRole('button', { name: m.run_undo(), exact: true }).waitFor();
      child?.kill('SIGINT');
      await expect.poll(() => said).toContain('1 session waits to be ended. Ctrl+C again stops');
      expect(child?.exitCode).toBeNull();
      const gone = once(child ?? process, 'exit');
      child?.kill('SIGINT');
      expect(await gone).toEqual([0, null]);
      await page.close();
    },
  );

  withSignals('told to stop while a server does not answer, it does not wait for that', async () => {
    const { address } = await start('--web');
    let said = '';
    child?.stdout?.on('data', (chunk) => (said += String(chunk)));
    const stopped = new AbortController();
    const { post } = await openPage(address);
    const bridge = connect(httpCarrier(post, stopped.signal));
    const connections = await bridge('connections.list', {});
    const clerk = connections.find(({ api }) => api === 'clerk') ?? expect.fail('there is no Clerk');
    const { id: connectionId, filters } = clerk;
    await bridge('settings.save', { undo: 'off' });
    const { sessions } = await bridge('sessions.list', { connectionId, filters });
    const sessionIds = sessions.slice(0, 1).map(({ id }) => id);
    const { id: planId } = await bridge('revocation.plan', { connectionId, scope: 'selected', sessionIds });
    await bridge('demo.addFault', { connectionId, kind: 'stall', operation: '*', times: 1000 });
    const confirmed = { planId, name: '', reason: 'a test', currentUnknown: true, sendNow: true };
    await bridge('revocation.confirm', confirmed);
    const active = async () => (await bridge('demo.faults', { connectionId })).active;
    await expect.poll(active).toMatchObject([{ timesLeft: 999 }]);
    stopped.abort();
    const gone = once(child ?? process, 'exit');
    child?.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
    expect(said).toContain('What was under way on your own connections is looked at again');
  });

  withSignals('Ctrl+C while nothing is under way ends it at once', async () => {
    await start('--web');
    const gone = once(child ?? process, 'exit');
    child?.kill('SIGINT');
    expect(await gone).toEqual([0, null]);
  });

  test('web says nothing of the desktop, and can leave the demo out', async () => {
    const { lines, address } = await start('--web', '--no-demo');
    expect(lines.join('\n')).not.toContain('desktop window');
    const page = await (await openBrowser()).newPage();
    await page.goto(address);
    await page
      .getByRole('button', { name: /connection/i })
      .first()
      .waitFor();
    await expect.poll(() => page.getByText('Clerk').count()).toBe(0);
    await page.close();
  });

  test('a port in use is named, and no other is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const env = { ...process.env, SESSIONDECK_DATA: newFolder(), NODE_EXTRA_CA_CERTS: '' };
    child = spawn(
      process.execPath,
      [join(root, 'scripts/start.ts'), '--web', '--no-open', '--port', String(port)],
      { env, cwd: root },
    );
    let text = '';
    child.stderr?.on('data', (chunk) => (text += String(chunk)));
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(1);
    expect(text).toBe(`port ${port} of 127.0.0.1 is in use: choose another with --port\n`);
    server.close();
  });
});
