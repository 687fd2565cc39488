import { readFileSync } from 'node:fs';
import { connect, type Carrier } from '../bridge/connect.ts';
import { dataFolder } from '../host/data-folder.ts';
import { startDemo } from '../host/demo.ts';
import { openHost } from '../host/index.ts';
import { openKeychain } from '../host/keychain.ts';
import { reportFault } from '../host/report.ts';
import { openBrowser } from './open-browser.ts';
import { startWebShell } from './server.ts';

export interface BrowserShellOptions {
  /** Folder of the built page. */
  folder: string;
  /** 0: any free one. */
  port: number;
  /** Whether to open a browser, or only to print the address. */
  open: boolean;
  demo: boolean;
}

function version(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}

/** Runs the host and serves the page on 127.0.0.1 until the process is told to stop. Prints the address. */
export async function runBrowserShell({ folder, port, open, demo }: BrowserShellOptions): Promise<void> {
  const keychain = await openKeychain();
  const own = { folder: dataFolder(), keychain, shell: 'browser', version: version() } as const;
  const host = openHost({ ...own, demo: demo ? await startDemo() : null, report: reportFault });
  const shell = await startWebShell(host, folder, port).catch(async (error: unknown) => {
    await host.close();
    throw inUse(error) ? new Error(`port ${port} of 127.0.0.1 is in use: choose another with --port`) : error;
  });
  const address = shell.address();
  process.stdout.write(`\n  Sessiondeck is at  ${address}\n\n`);
  const another = process.stdin.isTTY ? ' Press Enter for another.' : '';
  process.stdout.write(`  The address works once.${another} Ctrl+C stops Sessiondeck.\n`);
  if (open && !(await openBrowser(address)))
    process.stdout.write('  No browser could be opened here: open the address yourself.\n');
  if (process.stdin.isTTY)
    process.stdin.on('data', () => process.stdout.write(`  ${shell.address()}\n`)).unref();
  const stop = () => {
    void shell
      .close()
      .then(() => host.close())
      .then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', () => {
    process.once('SIGINT', stop);
    void warnOfWork(host).then((busy) => {
      if (!busy) stop();
    });
  });
}

/** Says what would be left undone; whether there is anything. A second Ctrl+C then ends it all the same. */
async function warnOfWork(host: Carrier): Promise<boolean> {
  const runs = await connect(host)('revocation.runs', {});
  const open = runs.reduce((sum, { totals }) => sum + totals.open, 0);
  if (open === 0) return false;
  const sessions = open === 1 ? '1 session waits' : `${open} sessions wait`;
  process.stdout.write(
    `\n  ${sessions} to be ended. Ctrl+C again stops without sending the rest; nothing is lost.\n`,
  );
  return true;
}

function inUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
