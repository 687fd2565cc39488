import { join } from 'node:path';
import pTimeout from 'p-timeout';
import { connect, type Carrier } from '../bridge/crossing/connect.ts';
import { dataFolder } from '../host/store/data-folder.ts';
import { startDemo } from '../host/connections/demo.ts';
import { watchForDebugger } from '../host/process/debugger.ts';
import { clearEnvironment } from '../host/process/environment.ts';
import { endOnFault } from '../host/process/end-on-fault.ts';
import { openHost, type Host } from '../host/index.ts';
import { openKeychain } from '../host/keys/keychain.ts';
import { restoreDamaged } from '../host/store/rescue.ts';
import { reportFault } from '../host/scrub/report.ts';
import { versionIn } from './command.ts';
import { openBrowser } from './open-browser.ts';
import { startWebShell, type WebShell } from './server.ts';

/** How long quitting waits for requests in flight, ms. */
const patience = 1500;

export interface BrowserShellOptions {
  /** The folder of package.json, with the built page in out/renderer. */
  root: string;
  /** 0 picks any free port. */
  port: number;
  /** Whether to open a browser, or only print the address. */
  open: boolean;
  demo: boolean;
  /** Whether to replace a damaged database by its copy first. */
  restore?: boolean;
}

/** Runs the host and serves the page on 127.0.0.1 until the process is told to stop. Prints the address. */
export async function runBrowserShell({
  root,
  port,
  open: toOpen,
  demo,
  restore = false,
}: BrowserShellOptions): Promise<void> {
  clearEnvironment();
  watchForDebugger();
  const open: Opened = { host: null, shell: null };
  endAtFault(open);
  const host = (open.host = await openOwnHost(versionIn(root), demo, restore));
  const shell = (open.shell = await startWebShell(host, join(root, 'out/renderer'), { port }).catch(
    async (error: unknown) => {
      await host.close();
      throw portTrouble(port, error) ?? error;
    },
  ));
  const stop = () => void leave(shell, host);
  process.once('SIGTERM', stop);
  process.once('SIGINT', () => {
    process.once('SIGINT', stop);
    void warnOfWork(host).then((busy) => {
      if (!busy) stop();
    });
  });
  await tellAddress(shell, toOpen);
}

/** What has been opened so far and must be closed again. */
interface Opened {
  host: Host | null;
  shell: WebShell | null;
}

/** Closes Sessiondeck on an uncaught fault, so that the outcome of sent requests is stored. */
function endAtFault(opened: Opened): void {
  endOnFault({
    process,
    name: 'the browser shell',
    report: (where, error) => reportFault(where, error, opened.host?.scrub),
    async close() {
      await opened.shell?.close();
      await opened.host?.close();
    },
    tell: () =>
      process.stderr.write(
        'Sessiondeck has to close: it met a fault of its own. What was sent is written down; what was not stays as it is.\n',
      ),
    exit: (code) => process.exit(code),
  });
}

/**
 * Ends the process: sends nothing new and waits for requests in flight, up to `patience`. Those still unanswered are in the
 * journal, and are read back at the next start.
 */
async function leave(shell: WebShell, host: Host): Promise<void> {
  const late = '  What was under way on your own connections is looked at again at the next start.\n';
  const over = shell.close().then(() => host.close());
  await pTimeout(over, { milliseconds: patience, fallback: () => void process.stdout.write(late) });
  process.exit(0);
}

/** Prints the address, and opens it if `open` is set. */
async function tellAddress(shell: WebShell, open: boolean): Promise<void> {
  const address = shell.address();
  process.stdout.write(`\n  Sessiondeck is at  ${address}\n\n`);
  const another = process.stdin.isTTY ? ' Press Enter for another.' : '';
  process.stdout.write(`  The address works once.${another} Ctrl+C stops Sessiondeck.\n`);
  if (open) {
    const opened = await openBrowser(address);
    const otherwise = opened
      ? 'If no page appears, open this address'
      : 'No browser could be opened here: open the address';
    process.stdout.write(`  ${otherwise} yourself.\n`);
  }
  if (process.stdin.isTTY)
    process.stdin.on('data', () => process.stdout.write(`  ${shell.address()}\n`)).unref();
}

/** Opens the host. Closes a started demo where the store cannot be used: it would keep the process alive. */
async function openOwnHost(version: string, wanted: boolean, restore: boolean): Promise<Host> {
  const folder = dataFolder();
  if (restore) process.stdout.write(`  What was damaged is in  ${restoreDamaged(folder, Date.now())}\n`);
  const keychain = await openKeychain();
  const demo = wanted ? await startDemo() : null;
  try {
    return openHost({ folder, keychain, shell: 'browser', version, demo, report: reportFault });
  } catch (error) {
    await demo?.close();
    throw error;
  }
}

/** Warns of sessions that wait to be ended; resolves with whether there are any. A second Ctrl+C quits anyway. */
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

/** An error that explains why the port is unavailable and what to do; null for any other error. */
function portTrouble(port: number, error: unknown): Error | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE')
    return new Error(`port ${port} of 127.0.0.1 is in use: choose another with --port`);
  if (code === 'EACCES')
    return new Error(
      `port ${port} of 127.0.0.1 is kept for administrators: choose one above 1023 with --port`,
    );
  return null;
}
