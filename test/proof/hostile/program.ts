// npm run hostile: hostile requests to a Sessiondeck of its own, from sockets and from Chromium; then hostile servers,
// each of which a Sessiondeck in a process of its own asks for a list. `npm run hostile -- servers` runs only those, and
// `npm run hostile -- servers TEXT` those with TEXT in their name. `npm run hostile -- raw`: only the requests from sockets.
import { isClean, linesOf } from './figures.ts';
import { attack } from './index.ts';
import { isBounded, lineOf, summaryOf } from './servers/figures.ts';
import { meetAll } from './servers/index.ts';

const [part, only] = process.argv.slice(2);
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function isAttackRefused(): Promise<boolean> {
  const figures = await attack({ onlyRaw: part === 'raw' });
  linesOf(figures).forEach(say);
  return isClean(figures);
}

async function areServersBounded(): Promise<boolean> {
  const { meetings, faults } = await meetAll((meeting) => say(lineOf(meeting)), only ? { only } : {});
  say(summaryOf(meetings));
  if (faults !== '') say(`faults of its own: ${faults.slice(0, 2000)}`);
  return isBounded(meetings) && faults === '';
}

const isRefused = part === 'servers' || (await isAttackRefused());
const isGood = (part === 'raw' || (await areServersBounded())) && isRefused;
// Chromium's connections may still be closing.
process.exit(isGood ? 0 : 1);
