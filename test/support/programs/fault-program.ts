import { endOnFault } from '../../../electron/host/process/end-on-fault.ts';
import { reportFault } from '../../../electron/host/scrub/report.ts';

/** Throws what nobody catches, as the first argument says, with a secret in it, in a process that ends on faults. */
const [how] = process.argv.slice(2);
const say = (line: string) => void process.stdout.write(`${line}\n`);

class LeakError extends Error {
  readonly headers = { authorization: 'sk_live_canary' };
}
const error = new LeakError('sk_live_canary at https://api.example.com/?key=sk_live_canary');

endOnFault({
  process,
  report: reportFault,
  name: 'the main process',
  tell: () => say('told'),
  async close() {
    say('closing');
    await new Promise((resolve) => setTimeout(resolve, 20));
    // A second fault on the way out must not end it before the host is closed.
    if (how === 'twice') void Promise.reject(error);
    await new Promise((resolve) => setTimeout(resolve, 20));
    say('closed');
  },
  exit: (code) => process.exit(code),
});

if (how === 'rejection' || how === 'twice') void Promise.reject(error);
else
  setTimeout(() => {
    throw error;
  });
setTimeout(() => say('went on'), 60_000);
