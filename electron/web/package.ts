import { optionLines, runCommand } from './command.ts';
import { runBrowserShell } from './index.ts';

const usage = `npx sessiondeck [options]   Sessiondeck in the browser, with a demo

${optionLines}`;

/** The command of the npm package: the browser shell, whatever the machine could show. */
export function runPackage(root: string): Promise<void> {
  return runCommand({ usage, root, run: (options) => runBrowserShell({ root, ...options }) });
}
