import type { ServerWords } from '../../adapters/adapter.ts';
import { failure, type Failure, type FailureCode } from '../../bridge/failure.ts';
import { limitResetAt, retryAt, retryAtIn } from './retry-at.ts';
import { parseJson, UnreadableJson } from './json.ts';
import { tame } from '../scrub/redact.ts';

const MiB = 1024 * 1024;
/** Size limits of bodies, in bytes after decompression. */
export const bodyLimits = { list: 10 * MiB, single: MiB, error: 64 * 1024 };

/** Why a body is unusable. The message is ours and quotes nothing. */
export class BadAnswer extends Error {
  override readonly name = 'BadAnswer';
}

/** Reads a body. Throws BadAnswer, and cancels the body, beyond `limit` bytes after decompression. */
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

/** Parses the body of a 2xx; undefined when it is empty. Rejects with BadAnswer when it is not JSON. */
export async function readAnswer(response: Response, bytes: Uint8Array): Promise<unknown> {
  if (bytes.byteLength === 0) return undefined;
  if (!isJson(response) && !looksLikeJson(response, bytes)) {
    throw new BadAnswer(`the answer is ${typeOf(response)}, not JSON: is this the API?`);
  }
  try {
    return await parseJson(bytes);
  } catch (error) {
    if (error instanceof UnreadableJson) throw new BadAnswer(error.message);
    throw error;
  }
}

/** Whether the answer says that it is JSON. */
function isJson(response: Response): boolean {
  return /^application\/([\w.+-]+\+)?json\b/i.test(response.headers.get('content-type') ?? '');
}

/** Servers also send JSON as text or as a script. A page starts with another character. */
function looksLikeJson(response: Response, bytes: Uint8Array): boolean {
  const type = response.headers.get('content-type') ?? '';
  if (!/^(text\/.*|application\/((x-)?javascript|x-json|octet-stream)\b.*)$/i.test(type)) return false;
  return /^\ufeff?\s*[[{]/.test(Buffer.from(bytes.subarray(0, 100)).toString());
}

const knownTypes =
  /^(text\/(html|plain|xml|csv)|application\/(json|xml|xhtml\+xml|octet-stream|pdf|zip)|image\/(png|jpeg|svg\+xml))$/i;

/** The media type for a message. Only well-known ones are named: any other is the server's text, which may hold half a key. */
function typeOf(response: Response): string {
  const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
  if (!type) return 'of no stated type';
  return knownTypes.test(type) ? type.toLowerCase() : 'of another type';
}

/** Returns the body of a binary answer. Throws BadAnswer unless it is an uncompressed octet-stream or image. */
export function readBytes(response: Response, bytes: Uint8Array): Uint8Array {
  const type = response.headers.get('content-type') ?? '';
  const encoding = response.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw new BadAnswer('the answer is compressed, though that was not asked for');
  if (/^(application\/octet-stream|image\/)/i.test(type)) return bytes;
  throw new BadAnswer(`the answer is ${typeOf(response)}, not a file: is this the API?`);
}

/**
 * Whether an error's body may count as the API's own word on what exists: JSON under another name is shown, and proves
 * nothing.
 */
export function isAsDocumented(response: Response, body: unknown): boolean {
  return isJson(response) || typeof body === 'string';
}

/** Parses the body of an error: JSON, the words in XML, or plain text as it is; `undefined` for anything else. */
export async function readErrorBody(response: Response, bytes: Uint8Array): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  const text = Buffer.from(bytes).toString().trim();
  if (/[/+]xml\b/i.test(type)) return inXml(text);
  try {
    return await readAnswer(response, bytes);
  } catch (error) {
    // The status says enough; a server in trouble often answers with a page.
    if (error instanceof BadAnswer) return /^text\/plain\b/i.test(type) ? text : undefined;
    throw error;
  }
}

/** What AWS and others say in XML: `<Error><Code>…</Code><Message>…</Message></Error>`. */
function inXml(text: string): Record<string, string> | undefined {
  const [, message] = /<(?:error)?(?:message|description|detail|reason)>([^<]{1,1000})</i.exec(text) ?? [];
  const [, code] = /<(?:error)?code>([^<]{1,60})</i.exec(text) ?? [];
  const entries = Object.entries({ code, message }).filter(([, value]) => value !== undefined);
  const plain = entries.map(([name, value = '']) => [
    name,
    value.replace(/&(\w+);/g, (all, of: string) => entities[of] ?? all),
  ]);
  return entries.length > 0 ? (Object.fromEntries(plain) as Record<string, string>) : undefined;
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const codeFor: Record<number, FailureCode> = {
  401: 'key-rejected',
  403: 'forbidden',
  404: 'wrong-address',
  410: 'retired',
  429: 'rate-limited',
};

/** The failure for an error status, with the server's own words. `now`: ms since the epoch. */
export function failureOf(
  response: Response,
  words: ServerWords,
  tried: string,
  now: number,
  body?: unknown,
): Failure {
  const { status, headers } = response;
  const isLimit = status === 429;
  const said = [words.code, words.message].filter(Boolean).join(': ');
  return failure({
    code: codeOf(status, words, tried),
    tried,
    got: tame(said ? `${status} ${said}` : String(status)),
    status,
    retryAt:
      retryAt(headers, now) ??
      (isLimit ? limitResetAt(headers, now) : null) ??
      (isLimit || status === 503 ? retryAtIn(body, now) : null),
    field: words.field ? tame(words.field, 60) : null,
    traceId: words.traceId ? tame(words.traceId, 80) : null,
    ...nextOf(status, words, words.message ?? words.code ?? ''),
  });
}

/** The names of statuses, and what frameworks say where they say no more. */
const saysNothing =
  /^(bad[ _]request|unprocessable[ _](entity|content)|conflict|method not allowed|not acceptable|(one or more )?validation (errors?|failed)( occurred)?|invalid (request|input)|(the )?given data was invalid|no message available|error|fail(ed|ure)?)?[.!]?$/i;

/** A refusal that names no field and gives no reason gets the step `report`: there is nothing to correct. */
function nextOf(status: number, { next, field }: ServerWords, said: string): Pick<Partial<Failure>, 'next'> {
  if (next) return { next };
  const isRefusal = status >= 400 && status < 500 && codeFor[status] === undefined;
  return isRefusal && !field && saysNothing.test(said) ? { next: 'report' } : {};
}

/**
 * Only the API's documented body, on a path with an id, makes a 404 mean that something does not exist: gateways and
 * wrong base URLs answer 404 too.
 */
function codeOf(status: number, { gone }: ServerWords, tried: string): FailureCode {
  if (status === 404 && gone && tried.includes('{')) return 'not-found';
  return codeFor[status] ?? (status >= 500 ? 'server-fault' : 'refused');
}
