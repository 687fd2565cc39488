import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HostProcess } from './dev/host-process.ts';
import { watchPage } from './dev/page.ts';
import { watchSources } from './dev/sources.ts';

const usage = `npm run dev [-- options]

The browser shell on the demo, for whoever works on Sessiondeck: the host starts again when its source changes, and the
page loads again when the page's does. Data is kept apart from your own, in .dev.

  --port N    this port of 127.0.0.1 instead of a free one`;

const root = join(import.meta.dirname, '..');
const cache = join(root, '.dev');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '0' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return void process.stdout.write(`${usage}\n`);
  const page = join(cache, 'page');
  const data = join(cache, 'data');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const host = new HostProcess({ page, data, port: Number(values.port) });
  process.once('SIGINT', () => host.close());
  process.once('SIGTERM', () => host.close());
  // The first build is waited for: there is nothing to serve before.
  await watchPage(root, page, (isFirst) => {
    if (!isFirst) void host.restart('the page changed');
  });
  process.stdout.write(`\n  Sessiondeck is at  ${await host.start()}\n\n  The address works once.\n`);
  watchSources(root, (file) => void host.restart(`${file} changed`));
}

await main();
