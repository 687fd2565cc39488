/**
 * Tells of a fault of our own on stderr: the call, the error's class and where it was thrown. Never its message,
 * which may quote a key.
 */
export function reportFault(method: string, error: unknown): void {
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  process.stderr.write(`fault in ${method}: ${kind}\n${frames.slice(0, 6).join('\n')}\n`);
}
