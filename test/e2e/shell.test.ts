import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newFolder } from '../support/host.ts';
import { openBrowser, openInBrowser, type OpenInBrowser } from '../support/in-browser.ts';
import { closeAll, row } from '../support/sessiondeck.ts';
import { tryForeign } from '../support/policy.ts';

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
    await second
      .getByText(/not running here|start it again/i)
      .first()
      .waitFor();
    expect(await second.getByRole('grid').count()).toBe(0);
    await context.close();
  });

  test('runs no script and no style that is not its own, and asks no other origin', async () => {
    const blocked = await tryForeign(open.page, ['http://127.0.0.1:1/']);
    expect(blocked.injected).toBe(false);
    expect(blocked.found).toEqual(
      expect.arrayContaining(['script-src-elem', 'style-src-elem', 'connect-src']),
    );
  });

  test('without its policy would have run the script: the claim above can fail', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><body></body>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const page = await (await openBrowser()).newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.injected = true';
      document.body.append(script);
      return 'injected' in globalThis;
    });
    expect(ran).toBe(true);
    await page.close();
    server.close();
  });
});

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

  test('Ctrl+C while a session waits to be ended asks first, and a second one ends it without sending', async () => {
    const { address } = await start('--web');
    let said = '';
    child?.stdout?.on('data', (chunk) => (said += String(chunk)));
    const page = await (await openBrowser()).newPage();
    await page.goto(address);
    await row(page, 'Ann Peeters').click();
    await page.getByRole('button', { name: 'End session' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'End session' }).click();
    await page.getByRole('button', { name: 'Undo', exact: true }).waitFor();
    child?.kill('SIGINT');
    await expect.poll(() => said).toContain('1 session waits to be ended. Ctrl+C again stops');
    expect(child?.exitCode).toBeNull();
    const gone = once(child ?? process, 'exit');
    child?.kill('SIGINT');
    expect(await gone).toEqual([0, null]);
    await page.close();
  });

  test('Ctrl+C while nothing is under way ends it at once', async () => {
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
    expect(await page.getByText('Clerk').count()).toBe(0);
    await page.close();
  });

  test('a port in use is named, and no other is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const env = { ...process.env, SESSIONDECK_DATA: newFolder() };
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
