import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clearEnvironment } from '../electron/host/environment.ts';

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

describe('the command', () => {
  const program = join(import.meta.dirname, '../electron/web/sessiondeck.ts');

  /** Starts it on a data folder that is a file, so that it ends by itself. */
  function start(env: Record<string, string>) {
    const own = { HOME: program, XDG_DATA_HOME: program, PATH: process.env['PATH'] ?? '' };
    // For Node 22.13, which does not yet read TypeScript by itself.
    const args = ['--experimental-strip-types', program, '--no-open', '--no-demo'];
    return spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...own, ...env }, timeout: 30_000 });
  }

  test('says so at its start', { timeout: 60_000 }, () => {
    const { stderr } = start({ NODE_TLS_REJECT_UNAUTHORIZED: '0', SSLKEYLOGFILE: '/tmp/sessiondeck-keys' });
    expect(stderr).toMatch(/^NODE_TLS_REJECT_UNAUTHORIZED=0 does not count here/m);
    expect(stderr).toMatch(/^SSLKEYLOGFILE does not count here/m);
  });

  test('does not start where Node writes the keys of connections down', { timeout: 60_000 }, () => {
    const { status, stderr } = start({
      NODE_OPTIONS: `--tls-keylog=${join(tmpdir(), 'sessiondeck-keylog')}`,
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^Sessiondeck does not start with --tls-keylog/m),
    ]);
  });
});
