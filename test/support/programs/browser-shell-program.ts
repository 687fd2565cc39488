import { runBrowserShell } from '../../../electron/web/index.ts';

// The browser shell as its command runs it, on the folder in the first argument; on SIGUSR2 it meets a fault that nobody
// catches, of the kind in the second.

class LeakError extends Error {
  readonly headers = { authorization: 'sk_live_canary' };
}

const [root = '', how] = process.argv.slice(2);
process.on('SIGUSR2', () => {
  const error = new LeakError('sk_live_canary at https://api.example.com/?key=sk_live_canary');
  if (how === 'rejection') void Promise.reject(error);
  else throw error;
});
await runBrowserShell({ root, port: 0, open: false, demo: false });
