// npm run soak:page: opens connections in Chromium over and over, and tells what that leaves behind in the page.
import { parseArgs } from 'node:util';
import { chromiumMissing } from '../../support/shells/chromium.ts';
import { soakPage } from './page.ts';

const usage = `npm run soak:page [-- --openings N]

Opens two connections of the demo in turn, N times (1000), in Chromium. Ends with exit code 0 only if the page's heap has
not grown by more than 5 %, and no element is left that is in no document.`;

const { values } = parseArgs({
  options: { openings: { type: 'string', default: '1000' }, help: { type: 'boolean' } },
});
const missing = chromiumMissing();
if (values.help || !/^[1-9]\d{0,5}$/.test(values.openings)) process.stdout.write(`${usage}\n`);
else if (missing === null) process.exit((await soak(Number(values.openings))) ? 0 : 1);
else throw new Error(missing);

async function soak(openings: number): Promise<boolean> {
  const { before, after, seconds } = await soakPage(openings);
  const percent = (100 * (after.heap - before.heap)) / before.heap;
  const detached = after.detached - before.detached;
  const rows = [
    ['openings', `${openings}, in ${seconds.toFixed(1)} s`],
    ['heap', `${before.heap.toFixed(2)} → ${after.heap.toFixed(2)} MiB (${percent.toFixed(1)} %)`],
    ['nodes', `${before.nodes} → ${after.nodes}`],
    ['detached', `${before.detached} → ${after.detached}`],
    ['listeners', `${before.listeners} → ${after.listeners}`],
  ];
  process.stdout.write(`${rows.map(([name = '', value = '']) => `${name.padEnd(10)}${value}`).join('\n')}\n`);
  return percent <= 5 && detached <= 0;
}
