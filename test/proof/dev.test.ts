import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newFolder } from '../support/host.ts';

const root = join(import.meta.dirname, '../..');
const parts = ['electron', 'mock-server', 'packaging', 'renderer', 'scripts'];
const files = ['electron.vite.config.ts', 'package.json', 'svelte.config.js', 'tsconfig.base.json'];

/** A build takes seconds, and minutes on a busy machine. */
const patient = { timeout: 240_000 };
let folder = '';
let child: ReturnType<typeof spawn>;
let said = '';
let address = new URL('http://127.0.0.1');
let token = '';

beforeAll(async () => {
  folder = newFolder();
  for (const part of [...parts, ...files]) cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  child = spawn(process.execPath, ['scripts/dev.ts'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
  await vi.waitUntil(() => said.includes('The address works once.'), { timeout: 120_000 });
  address = new URL(/http:\S+/.exec(said)?.[0] ?? '');
  const code = new URLSearchParams(address.hash.slice(1)).get('code');
  const { body } = await post('/launch', { code }, {});
  token = (body as { token: string }).token;
});

afterAll(async () => {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
});

async function post(path: string, body: unknown, headers: Record<string, string>) {
  const response = await fetch(new URL(path, address.origin), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: address.origin, ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: response.ok ? ((await response.json()) as unknown) : null };
}

async function version(): Promise<unknown> {
  try {
    const { body } = await post('/bridge/app.about', {}, { 'X-Sessiondeck-Token': token });
    return (body as { value: { version: string } } | null)?.value.version;
  } catch (error) {
    // The host is starting again.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** What is served there; nothing while the host starts again. */
async function served(path: string): Promise<string> {
  try {
    return await (await fetch(new URL(path, address.origin))).text();
  } catch (error) {
    if (error instanceof TypeError) return '';
    throw error;
  }
}

test('the host starts again when its source changes, on the same port and for the same page', async () => {
  expect(await version()).toBe('0.1.0');
  const manifest = join(folder, 'package.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"version": "0.1.0"', '"version": "0.1.1"'));
  appendFileSync(join(folder, 'electron/host/index.ts'), '\n// changed\n');
  await expect.poll(version, patient).toBe('0.1.1');
});

test('the page is built again when its source changes, and then loads again', async () => {
  const before = await served('/dev-build.json');
  appendFileSync(
    join(folder, 'renderer/main.ts'),
    "\ndocument.documentElement.dataset['changed'] = 'yes';\n",
  );
  const script = async () => {
    const [, name = ''] = /src="\.(\/assets\/[^"]+\.js)"/.exec(await served('/')) ?? [];
    return served(name);
  };
  await expect.poll(script, patient).toContain('dataset["changed"]');
  // What the page asks for every now and then: it loads again once the answer differs.
  expect(await served('/dev-build.json')).not.toBe(before);
  expect(await served('/')).toContain('src="./dev-reload.js"');
});

test('the checks of the browser shell hold: no token, another origin, an inline script', async () => {
  expect((await post('/bridge/app.about', {}, { 'X-Sessiondeck-Token': token })).status).toBe(200);
  expect((await post('/bridge/app.about', {}, {})).status).toBe(401);
  const elsewhere = { 'X-Sessiondeck-Token': token, Origin: 'http://evil.test' };
  expect((await post('/bridge/app.about', {}, elsewhere)).status).toBe(403);
  const policy = (await fetch(address.origin)).headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe-inline');
});
