import { openHost } from '../../../../electron/host/index.ts';
import { memoryKeys } from '../../../../electron/host/keys/keys.ts';
import { reportFault } from '../../../../electron/host/scrub/report.ts';
import { startWebShell } from '../../../../electron/web/server.ts';
import { alsoOnDesktop } from './desktop.ts';
import { meterTurns, type Turns } from './meter.ts';

// A Sessiondeck in the browser shell, in a process of its own whose turns are measured: its store is in the first
// argument, its page in the second. Its replies are also handed over as in the desktop app. The message `take` is answered
// with the turns since the last one.

export type Said = { kind: 'address'; address: string } | ({ kind: 'turns' } & Turns);

const [folder = '', page = ''] = process.argv.slice(2);
const take = meterTurns();
const say = (said: Said) => void process.send?.(said);
process.on('disconnect', () => process.exit());
process.on('message', () => say({ kind: 'turns', ...take() }));

const host = openHost({
  folder,
  keychain: { state: 'ready', keys: memoryKeys() },
  shell: 'browser',
  version: '0.0.0-test',
  demo: null,
  // A busy machine must not decide what becomes of an operation.
  budget: 600_000,
  backoff: 1,
  report: reportFault,
});
const shell = await startWebShell(alsoOnDesktop(host), page);
say({ kind: 'address', address: shell.address() });
