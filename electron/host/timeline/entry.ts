import type { Adapter, ApiRequest } from '../../adapters/adapter.ts';
import type { Connection } from '../../bridge/connection.ts';
import type { Failure } from '../../bridge/failure.ts';
import type { Cause, TimelineEntry } from '../../bridge/timeline.ts';
import { tame } from '../scrub/redact.ts';

/** What was observed of an attempt, as far as it got. */
export interface Seen {
  /** When it was sent, ms since the epoch. */
  at: number;
  headers: Record<string, string>;
  response: Response | null;
  /** Size of the answer's body, bytes, decompressed; null when it was not read to its end. */
  size: number | null;
}

export interface Sent {
  /** The destination. */
  to: { connection: Connection; adapter: Pick<Adapter, 'headers'> };
  request: ApiRequest<unknown>;
  seen: Seen;
  attempt: number;
  /** ms */
  took: number;
  failure: Failure | null;
  cause: Cause;
  runId: string | null;
}

export type NewEntry = Omit<TimelineEntry, 'id'>;

/** Headers whose values hold no secret and help with diagnosis. */
const plainOfRequest = /^(accept|content-type|origin|user-agent)$/;
const plainOfResponse =
  /^(content-type|date|(x-)?retry-after|(x-)?(request|correlation|trace)-id|x-amzn-trace-id|traceparent|cf-ray|(x-)?ratelimit(-[a-z]+)*)$/;
/** Limit on stored headers, because a server may send any number. */
const mostHeaders = 50;

/** The timeline entry of an attempt: without bodies and without secret values. */
export function entryOf(sent: Sent, conceal: string[], scrub: (text: string) => string): NewEntry {
  const { to, request, seen, attempt, failure, cause, runId } = sent;
  const isPlain = (name: string) => plainOfRequest.test(name) || isPlainOf(to.adapter, name);
  const isPlainInAnswer = (name: string) => plainOfResponse.test(name);
  const isSecret = (value: string) => conceal.includes(value) || scrub(value) !== value;
  const { path, isWhole } = shownPath(request, isSecret);
  return {
    at: seen.at,
    connectionId: to.connection.id,
    cause,
    runId,
    method: request.method,
    path: scrub(path),
    attempt,
    status: seen.response?.status ?? null,
    took: Math.round(sent.took * 10) / 10,
    size: seen.size,
    requestHeaders: shownHeaders(Object.entries(seen.headers), isPlain, scrub),
    responseHeaders: shownHeaders([...(seen.response?.headers ?? [])], isPlainInAnswer, scrub),
    failure,
    canSendAgain: isWhole && scrub(path) === path && isPlainRead(request),
  };
}

/** Whether the adapter marks this header, given in lower case, as free of secrets. */
function isPlainOf({ headers }: Pick<Adapter, 'headers'>, lower: string): boolean {
  return headers.some(({ name, plain }) => plain === true && name.toLowerCase() === lower);
}

/** The path below the base URL with its query, filled in except for secrets. `isWhole`: nothing was left out. */
function shownPath(
  { path, params = {}, query = {} }: ApiRequest<unknown>,
  isSecret: (value: string) => boolean,
): { path: string; isWhole: boolean } {
  const filled = path.replace(/\{(\w+)\}/g, (template, name: string) => {
    const value = params[name] ?? '';
    return isSecret(value) ? template : encodeURIComponent(value);
  });
  const asked = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const pairs = asked.map(([name, value]) =>
    isSecret(value) ? `${name}=[redacted]` : new URLSearchParams([[name, value]]).toString(),
  );
  const values = [...Object.values(params), ...asked.map(([, value]) => value)];
  return { path: [filled, pairs.join('&')].filter(Boolean).join('?'), isWhole: !values.some(isSecret) };
}

/** Whether the path alone reproduces the request: headers, cookies and bodies are not stored. */
function isPlainRead({ method, body, headers, extraCookies, bytes }: ApiRequest<unknown>): boolean {
  return method === 'GET' && body === undefined && !headers && !extraCookies && !bytes;
}

/** Every header's name; its value only where it is plain, otherwise ''. */
function shownHeaders(
  headers: [string, string][],
  isPlain: (name: string) => boolean,
  scrub: (text: string) => string,
): Record<string, string> {
  const shown = headers.slice(0, mostHeaders).map(([name, value]): [string, string] => {
    const lower = name.toLowerCase();
    // Scrubbed before it is cut: half a secret would no longer be recognised.
    return [tame(scrub(lower), 60), isPlain(lower) ? tame(scrub(value), 200) : ''];
  });
  return Object.fromEntries(shown);
}
