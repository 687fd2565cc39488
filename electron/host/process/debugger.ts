import { url } from 'node:inspector';

/** The part of a process that decides whether a debugger can be attached. */
export interface Debugged {
  on(signal: 'SIGUSR1', listener: () => void): unknown;
}

/**
 * Keeps a debugger, which can read every key in memory, from being attached unnoticed. Ignores SIGUSR1, on which Node
 * opens one, and reports one that is open already (`--inspect`, also by NODE_OPTIONS). `tell` gets one line each.
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
