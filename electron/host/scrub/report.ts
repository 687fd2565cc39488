import { scrubShapes, tame } from './redact.ts';

/** How many causes of a fault are named, and how many of each one's places. */
const mostCauses = 5;
const mostFrames = 6;
/** `at name (file:line:column)`, or without a name, as V8 writes it: whatever else a stack holds may be a message's. */
const frame =
  /^ {4}at (?:[\w$.<># ]+(?: \[as [\w$.<>#]+\])? \()?(?:file:\/\/|node:|\/|[A-Z]:\\)[^()\r\n]*:\d+:\d+\)?$/;

/**
 * Tells of a fault of our own on stderr: where it was met, and of the error and of what caused it the class, the code
 * (`ECONNRESET`) and the places in the program. Never a message, which may quote a key, nor any other field.
 *
 * @param scrub takes out of the text what is known to be a secret
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

/** The error and what caused it, which may go round in a circle. */
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

/** The places, without the message: it stands before them, and may have lines that look like one. */
function framesOf({ message, stack = '' }: Error): string[] {
  const after = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : '';
  const lines = after.split('\n').filter((line) => frame.test(line));
  return lines.slice(0, mostFrames);
}
