import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitOnSignals } from '../../../scripts/folders.ts';
import { lineOf, type Figure } from './figures.ts';
import { rows, sizes } from './rows.ts';

const usage = `npm run bench [-- options]

Measures the host beside what somebody would write instead, in the same run: ending 500 sessions, with and without a
limit of the server, and reading 100,000. The server lies about one end in a hundred, and a wrong verdict ends the bench.
Prints a line for each figure, writes results.json, and ends with exit code 0 only if every figure is in its bound.

  --only TEXT   only the rows whose name contains it: ${rows.map(({ name }) => name).join(', ')}
  --out FILE    where the results go (bench-results/results.json)
  --short       small sizes: tells that every figure comes out and every verdict is right, and judges no time`;

const root = join(import.meta.dirname, '../../..');
const usualFile = join(root, 'bench-results/results.json');

function machine(): Record<string, string | number> {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const [cpu] = cpus();
  return { cpu: cpu?.model ?? 'unknown', cores: cpus().length, node: process.version, commit };
}

function save(file: string, figures: Figure[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const results = { at: new Date().toISOString(), machine: machine(), figures };
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      out: { type: 'string', default: usualFile },
      short: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  if (values.help) {
    write(usage);
    return 0;
  }
  const chosen = rows.filter(({ name }) => name.includes(values.only));
  if (chosen.length === 0) {
    write(`no row is called “${values.only}”: ${rows.map(({ name }) => name).join(', ')}`);
    return 1;
  }
  const figures: Figure[] = [];
  for (const { measure } of chosen) {
    const measured = await measure(values.short ? sizes.short : sizes.whole);
    for (const figure of measured) write(lineOf(figure));
    figures.push(...measured);
  }
  // A part of the figures does not take the place of all of them.
  if (!values.short && (values.only === '' || values.out !== usualFile)) save(values.out, figures);
  const missed = figures.filter(({ pass }) => !pass).length;
  write(`${figures.length - missed} in bound, ${missed} missed`);
  return missed === 0 || values.short ? 0 : 1;
}

exitOnSignals();
process.exitCode = await main();
