import type { ServerWords } from '../../adapters/adapter.ts';
import { failure, type Failure, type FailureCode } from '../../bridge/failure.ts';
import { limitResetAt, retryAt } from './retry-at.ts';
import { parseJson, UnreadableJson } from './json.ts';
import { tame } from '../scrub/redact.ts';

const MiB = 1024 * 1024;
/** Largest bodies that are read, in bytes after decompression. */
export const bodyLimits = { list: 10 * MiB, single: MiB, error: 64 * 1024 };

/** What makes a body unusable. Its message is ours and quotes nothing. */
export class BadAnswer extends Error {
  override readonly name = 'BadAnswer';
}

/** Reads a body up to a number of bytes, counted after decompression; beyond it the body is cancelled. */
export async function readCapped(response: Response, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) throw new BadAnswer(`the answer is larger than ${limit / 1024} KiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Parses the body of a 2xx. Rejects with BadAnswer when it is no JSON; an empty body is `undefined`. */
export async function readAnswer(response: Response, bytes: Uint8Array): Promise<unknown> {
  if (bytes.byteLength === 0) return undefined;
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(type)) {
    throw new BadAnswer(`the answer is ${typeOf(response)}, not JSON: is this the API?`);
  }
  try {
    return await parseJson(bytes);
  } catch (error) {
    if (error instanceof UnreadableJson) throw new BadAnswer(error.message);
    throw error;
  }
}

const knownTypes =
  /^(text\/(html|plain|xml|csv)|application\/(json|xml|xhtml\+xml|octet-stream|pdf|zip)|image\/(png|jpeg|svg\+xml))$/i;

/** What the answer says it is, where that is a type and not a text of the server's: it could hold half of a key. */
function typeOf(response: Response): string {
  const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
  if (!type) return 'of no stated type';
  return knownTypes.test(type) ? type.toLowerCase() : 'of another type';
}

/** Checks that an answer is bytes as they are: not a page, not JSON, not compressed. */
export function readBytes(response: Response, bytes: Uint8Array): Uint8Array {
  const type = response.headers.get('content-type') ?? '';
  const encoding = response.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw new BadAnswer('the answer is compressed, though that was not asked for');
  if (/^(application\/octet-stream|image\/)/i.test(type)) return bytes;
  throw new BadAnswer(`the answer is ${typeOf(response)}, not a file: is this the API?`);
}

/** Parses the body of an error: JSON, or plain text as it is; whatever else it may be is `undefined`. */
export async function readErrorBody(response: Response, bytes: Uint8Array): Promise<unknown> {
  if (/^text\/plain\b/i.test(response.headers.get('content-type') ?? ''))
    return Buffer.from(bytes).toString().trim();
  try {
    return await readAnswer(response, bytes);
  } catch (error) {
    // The status says enough; a server in trouble often answers with a page.
    if (error instanceof BadAnswer) return undefined;
    throw error;
  }
}

const codeFor: Record<number, FailureCode> = {
  401: 'key-rejected',
  403: 'forbidden',
  404: 'wrong-address',
  410: 'retired',
  429: 'rate-limited',
};

/** The failure that an error status stands for, with the server's own words. */
export function failureOf(response: Response, words: ServerWords, tried: string, now: number): Failure {
  const { status } = response;
  const said = [words.code, words.message].filter(Boolean).join(': ');
  return failure({
    code: codeOf(status, words, tried),
    tried,
    got: tame(said ? `${status} ${said}` : String(status)),
    status,
    retryAt: retryAt(response.headers, now) ?? (status === 429 ? limitResetAt(response.headers, now) : null),
    field: words.field ? tame(words.field, 60) : null,
    traceId: words.traceId ? tame(words.traceId, 80) : null,
    ...nextOf(status, words, said),
  });
}

/** “Correct what is named” needs a name: a refusal without a word has none. */
function nextOf(status: number, { next, field }: ServerWords, said: string): Pick<Partial<Failure>, 'next'> {
  if (next) return { next };
  const isRefusal = status >= 400 && status < 500 && codeFor[status] === undefined;
  return isRefusal && said === '' && !field ? { next: 'report' } : {};
}

/**
 * A 404 says that something does not exist only in the API's documented words and on a path that names it: gateways
 * and wrong base URLs answer 404 too.
 */
function codeOf(status: number, { gone }: ServerWords, tried: string): FailureCode {
  if (status === 404 && gone && tried.includes('{')) return 'not-found';
  return codeFor[status] ?? (status >= 500 ? 'server-fault' : 'refused');
}
