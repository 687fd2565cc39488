import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clearEnvironment } from '../../electron/host/process/environment.ts';
import { selfSigned } from '../support/servers/self-signed.ts';
import { newFolder } from '../support/host.ts';

// What the environment says about TLS does not count, and a person is told so.

function clear(
  env: Record<string, string>,
  nodeOptions: string[] = [],
): { env: NodeJS.ProcessEnv; told: string[] } {
  const told: string[] = [];
  clearEnvironment(env, nodeOptions, (line) => told.push(line));
  return { env, told };
}

describe('the environment', () => {
  test('that turns verification off is cleared, and told of', () => {
    const { env, told } = clear({ NODE_TLS_REJECT_UNAUTHORIZED: '0', PATH: '/bin' });
    expect(env).toEqual({ PATH: '/bin' });
    expect(told).toEqual([expect.stringMatching(/certificates are verified/)]);
  });

  test('that has keys written down is cleared, and told of without the file’s name', () => {
    const { env, told } = clear({ SSLKEYLOGFILE: '/tmp/the-keys' });
    expect(env).toEqual({});
    expect(told).toEqual([expect.stringMatching(/^SSLKEYLOGFILE/)]);
    expect(told.join()).not.toContain('the-keys');
  });

  test('that names more certificate authorities is told of without the file’s name', () => {
    const { told } = clear({ NODE_EXTRA_CA_CERTS: '/tmp/the-authorities' });
    expect(told).toEqual([expect.stringMatching(/^NODE_EXTRA_CA_CERTS does not count/)]);
    expect(told.join()).not.toContain('the-authorities');
  });

  test.each([{ NODE_TLS_REJECT_UNAUTHORIZED: '1' }, { SSLKEYLOGFILE: '' }, { HTTPS_PROXY: 'http://a:1' }])(
    '%j says nothing that would have to be told',
    (given) => {
      expect(clear(given).told).toEqual([]);
    },
  );

  test.each([['--tls-keylog=/tmp/keys'], ['--no-warnings --tls-keylog /tmp/keys']])(
    '%s is refused',
    (option) => {
      expect(() => clear({}, [option])).toThrow(/does not start with --tls-keylog/);
    },
  );
});

describe('certificate authorities that the environment names', () => {
  const server = createServer(selfSigned, (_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('"reached"');
  });
  const program = join(import.meta.dirname, '../support/programs/proxy-program.ts');
  const file = join(newFolder(), 'authority.pem');
  beforeAll(async () => {
    writeFileSync(file, selfSigned.cert);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());

  /** What comes of asking the server in a process of its own: as we do, and as Node does by itself. */
  async function ask(how: 'ours' | 'node', env: Record<string, string>): Promise<string> {
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const args = ['--experimental-strip-types', program, how, url];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
    return stdout;
  }

  test.each([
    ['NODE_EXTRA_CA_CERTS', { NODE_EXTRA_CA_CERTS: file }],
    ['SSL_CERT_FILE', { NODE_OPTIONS: '--use-openssl-ca', SSL_CERT_FILE: file }],
  ])('are not trusted, though Node itself would trust them: %s', async (_, env) => {
    expect(await Promise.all([ask('ours', env), ask('node', env)])).toEqual(['failed', '200 "reached"']);
  });
});

describe('the command', () => {
  const program = join(import.meta.dirname, '../../electron/web/sessiondeck.ts');

  /** Starts it on a data folder that is a file, so that it ends by itself. */
  function start(env: Record<string, string>) {
    const own = { HOME: program, XDG_DATA_HOME: program, PATH: process.env['PATH'] ?? '' };
    // For Node 22.13, which does not yet read TypeScript by itself.
    const args = ['--experimental-strip-types', program, '--no-open', '--no-demo'];
    return spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...own, ...env }, timeout: 240_000 });
  }

  test('says so at its start', () => {
    const { stderr } = start({ NODE_TLS_REJECT_UNAUTHORIZED: '0', SSLKEYLOGFILE: '/tmp/sessiondeck-keys' });
    expect(stderr).toMatch(/^NODE_TLS_REJECT_UNAUTHORIZED=0 does not count here/m);
    expect(stderr).toMatch(/^SSLKEYLOGFILE does not count here/m);
  });

  test('does not start where Node writes the keys of connections down', () => {
    const { status, stderr } = start({
      NODE_OPTIONS: `--tls-keylog=${join(tmpdir(), 'sessiondeck-keylog')}`,
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^Sessiondeck does not start with --tls-keylog/m),
    ]);
  });
});
