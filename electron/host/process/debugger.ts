import { url } from 'node:inspector';

/** What of a process decides whether a debugger can be attached to it. */
export interface Debugged {
  on(signal: 'SIGUSR1', listener: () => void): unknown;
}

/**
 * Keeps a debugger from being attached unnoticed: it reads every key in memory. SIGUSR1, at which Node opens one, is
 * ignored, and one that is open already (`--inspect`, also by NODE_OPTIONS) is told of. `tell` gets one line each.
 */
export function watchForDebugger(
  tell: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
  debugged: Debugged = process,
  isOpen: boolean = url() !== undefined,
): void {
  debugged.on('SIGUSR1', () => tell('SIGUSR1 opens no debugger here'));
  if (isOpen)
    tell(
      'A debugger can be attached to this Sessiondeck, as Node was started with --inspect: whoever attaches one can read all keys',
    );
}
