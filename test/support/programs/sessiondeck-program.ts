import { once } from 'node:events';
import { openHost } from '../../../electron/host/index.ts';
import { reportFault } from '../../../electron/host/scrub/report.ts';
import { startWebShell } from '../../../electron/web/server.ts';
import { mappedKeys, type Told } from '../killable.ts';

// A whole Sessiondeck that can be killed: a host on the store in the first argument, and the built page in the second
// over the browser shell. What is in the keychain comes in the first message, and each change of it goes back.

function tell(told: Told): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  process.send?.(told, undefined, undefined, (error) => (error ? reject(error) : resolve(undefined)));
  return promise;
}

const [folder = '', page = ''] = process.argv.slice(2);
const [kept] = (await once(process, 'message')) as [[string, string][]];
process.on('disconnect', () => process.exit());
const host = openHost({
  folder,
  keychain: {
    state: 'ready',
    keys: mappedKeys(new Map(kept), (name, value) => tell({ kind: 'key', name, value })),
  },
  shell: 'browser',
  version: '0.0.0-test',
  demo: null,
  budget: 30_000,
  report: reportFault,
});
const shell = await startWebShell(host, page);
await tell({ kind: 'address', address: shell.address() });
