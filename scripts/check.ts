import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { npmCommand } from '../packaging/npm.ts';

/** The longest first: beside it there is time for the others. */
const checks = ['lint', 'types', 'svelte', 'format', 'unused', 'house'];

/** Runs one, and prints what it says once it is over; whether it passed. */
function check(name: string): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const { file, args, shell } = npmCommand(['run', '-s', `check:${name}`]);
  const child = spawn(file, args, { shell });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.on('error', reject);
  child.on('close', (code) => {
    process.stdout.write(`${code === 0 ? 'passed' : 'FAILED'}  check:${name}\n${code === 0 ? '' : said}`);
    resolve(code === 0);
  });
  return promise;
}

const results: boolean[] = [];
const left = [...checks];
async function takeTurns(): Promise<void> {
  for (let name = left.shift(); name !== undefined; name = left.shift()) results.push(await check(name));
}
await Promise.all(Array.from({ length: Math.min(availableParallelism(), checks.length) }, takeTurns));
process.exitCode = results.every(Boolean) ? 0 : 1;
