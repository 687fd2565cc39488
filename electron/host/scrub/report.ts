import { scrubShapes, tame } from './redact.ts';

/** How many causes of a fault are reported, and how many stack frames of each. */
const mostCauses = 5;
const mostFrames = 6;
/** A V8 stack frame: `at name (file:line:column)`, or without a name. Other lines of a stack may be part of a message. */
const frame =
  /^ {4}at (?:[\w$.<># ]+(?: \[as [\w$.<>#]+\])? \()?(?:file:\/\/|node:|\/|[A-Z]:\\)[^()\r\n]*:\d+:\d+\)?$/;

/**
 * Reports a fault of our own on stderr: where it was caught and, for the error and its causes, the class, the code
 * (`ECONNRESET`) and the stack frames. Never a message, which may quote a key, nor any other field.
 *
 * @param scrub removes known secrets from a text
 */
export function reportFault(where: string, error: unknown, scrub = (text: string) => text): void {
  process.stderr.write(
    `fault in ${tame(scrub(where))}: ${causesOf(error).map(describe).join('\ncaused by ')}\n`,
  );

  function describe(one: unknown): string {
    const { kind, code, frames } = partsOf(one);
    const named = code === null ? kind : `${kind} ${code}`;
    return [named, ...frames].map((line) => tame(scrubShapes(scrub(line)))).join('\n');
  }
}

/** The error and its chain of causes, which may be circular. */
function causesOf(error: unknown): unknown[] {
  const causes = [error];
  for (let cause = causeOf(error); cause !== undefined && !causes.includes(cause); cause = causeOf(cause)) {
    if (causes.length === mostCauses) break;
    causes.push(cause);
  }
  return causes;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

function partsOf(error: unknown): { kind: string; code: string | null; frames: string[] } {
  if (!(error instanceof Error)) return { kind: typeof error, code: null, frames: [] };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const frames = framesOf(error);
  return { kind: error.constructor.name, code: /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? code : null, frames };
}

/** The stack frames. The message comes before them in the stack and may have lines that look like frames, so skip it. */
function framesOf({ message, stack = '' }: Error): string[] {
  const after = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : '';
  const lines = after.split('\n').filter((line) => frame.test(line));
  return lines.slice(0, mostFrames);
}
