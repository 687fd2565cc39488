// The host and its browser shell for `npm run dev`; ends when the process that started it lets go of it.
import { once } from 'node:events';
import { join } from 'node:path';
import { startDemo } from '../../electron/host/connections/demo.ts';
import { openHost } from '../../electron/host/index.ts';
import { openKeychain } from '../../electron/host/keys/keychain.ts';
import { reportFault } from '../../electron/host/scrub/report.ts';
import { versionIn } from '../../electron/web/command.ts';
import { startWebShell } from '../../electron/web/server.ts';
import type { DevLaunch, DevServing } from './host-process.ts';

const root = join(import.meta.dirname, '../..');
const [{ page, data, port, token }] = (await once(process, 'message')) as [DevLaunch];
const host = openHost({
  folder: data,
  keychain: await openKeychain(),
  shell: 'browser',
  version: versionIn(root),
  demo: await startDemo(),
  report: reportFault,
});
const shell = await startWebShell(host, page, { port, token });
// Whoever stops `npm run dev` at a terminal stops this process too: the parent then lets go of it.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => {
  void shell
    .close()
    .then(() => host.close())
    .finally(() => process.exit(0));
});
const serving: DevServing = { port: shell.port, address: shell.address() };
process.send?.(serving);
