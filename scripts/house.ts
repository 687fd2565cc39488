import { join } from 'node:path';
import { rulesOn, type Rule } from './house/rules.ts';
import { lineCount, sourcesIn, type Source } from './house/sources.ts';

/** `npm run house`: the rules of the repository's structure, each with its bound; exit code 1 when one is broken. */
function main(): void {
  const sources = sourcesIn(join(import.meta.dirname, '..'));
  const rules = rulesOn(sources);
  for (const rule of rules) process.stdout.write(linesOf(rule));
  process.stdout.write(
    `${'lines outside test'.padEnd(40)} ${linesOutsideTest(sources).toLocaleString('en')}\n`,
  );
  if (rules.some(isBroken)) process.exitCode = 1;
}

function isBroken({ found, most }: Rule): boolean {
  return found.length > most;
}

function linesOf(rule: Rule): string {
  const { name, found, most } = rule;
  const line = `${name.padEnd(40)} ${found.length} of at most ${most}\n`;
  return isBroken(rule) ? `${line}${found.map((one) => `  ${one}\n`).join('')}` : line;
}

function linesOutsideTest(sources: readonly Source[]): number {
  return sources
    .filter(({ path }) => !path.startsWith('test/'))
    .reduce((sum, { text }) => sum + lineCount(text), 0);
}

main();
