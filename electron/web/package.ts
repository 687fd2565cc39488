import { optionLines, runCommand } from './command.ts';
import { runBrowserShell } from './index.ts';

const usage = `npx sessiondeck [options]   Sessiondeck in the browser, with a demo

${optionLines}`;

/** Runs the command of the npm package, which always starts the browser shell. */
export function runPackage(root: string): Promise<void> {
  return runCommand({ usage, root, run: (options) => runBrowserShell({ root, ...options }) });
}
