import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { newFolder } from '../support/host.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const Rows = z.array(z.object({ api: z.string(), verdict: z.string(), status: z.number().nullable() }));
const Failed = z.object({ stdout: z.string(), stderr: z.string(), code: z.number() });

/** Runs the command as a person would; resolves with its output and exit code. */
async function operationsCommand(...args: string[]) {
  const env = { ...process.env, SESSIONDECK_DATA: newFolder(), DBUS_SESSION_BUS_ADDRESS: '' };
  const command = [join(root, 'scripts/operations.ts'), ...args];
  try {
    return { ...(await run(process.execPath, command, { cwd: root, env, timeout: 240_000 })), code: 0 };
  } catch (error) {
    return Failed.parse(error);
  }
}

test('npm run operations: 22 of 22, each with every documented parameter', async () => {
  const { stdout, code } = await operationsCommand();
  expect(stdout.trim().split('\n').at(-1)).toBe('22 of 22 operations pass');
  expect(code).toBe(0);
});

test('--json gives the same for machines', async () => {
  const rows = Rows.parse(JSON.parse((await operationsCommand('--json')).stdout));
  expect(rows).toHaveLength(22);
  expect(rows.every(({ verdict, status }) => verdict === 'pass' && status === 200)).toBe(true);
});

test('--connection names the connections that there are, and fails for another', async () => {
  const { stderr, code } = await operationsCommand('--connection', 'acme EU');
  expect(stderr).toContain('there is no connection “acme EU” here');
  expect(code).toBe(1);
});
