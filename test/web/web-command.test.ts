import { afterEach, expect, test, vi } from 'vitest';
import { optionLines, runCommand, type StartOptions } from '../../electron/web/command.ts';

const argv = process.argv;
afterEach(() => {
  process.argv = argv;
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

/** What the command starts with these arguments, and what it says on stderr. */
async function startWith(...args: string[]): Promise<{ options: StartOptions | null; said: string }> {
  process.argv = [argv[0] ?? '', 'sessiondeck', ...args];
  let said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  let options: StartOptions | null = null;
  await runCommand({
    usage: '',
    root: '',
    run: (given) => {
      options = given;
      return Promise.resolve();
    },
  });
  return { options, said };
}

test('there are these options, and no others', () => {
  const names = [...optionLines.matchAll(/^ +(--[\w-]+)/gm)].map(([, name]) => name);
  expect(names).toEqual(['--no-open', '--no-demo', '--restore', '--port', '--version', '--help']);
});

test.each([
  ...[
    '--host=0.0.0.0',
    '--host=0',
    '--host=0x0',
    '--host=0.0',
    '--host=::',
    '--host=::ffff:0.0.0.0',
    '--host=',
  ],
  ...['--bind=127.0.0.1', '--listen=localhost', '--no-auth', '--no-token', '--allow-origin=*', '--insecure'],
  ...['--cors', '--token=x', '--dangerously-omit-auth', '-h', '0.0.0.0'],
])('nothing opens the shell to others or takes its guards away: %s is refused', async (argument) => {
  const { options, said } = await startWith(argument);
  expect(options).toBeNull();
  expect(said).toMatch(/^(Unknown option|Unexpected argument) .*: --help lists the options\n$/);
  expect(process.exitCode).toBe(1);
});

test('a port is all that can be chosen of the address: the claims above can fail', async () => {
  const { options, said } = await startWith('--port', '8080', '--no-open');
  expect([options, said]).toEqual([{ open: false, demo: true, restore: false, port: 8080, web: false }, '']);
});
