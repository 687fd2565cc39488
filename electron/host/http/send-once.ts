import type { ApiRequest } from '../../adapters/adapter.ts';
import { BridgeError, type Failure } from '../../bridge/failure.ts';
import { scrubFresh } from '../scrub/known-secrets.ts';
import { tame } from '../scrub/redact.ts';
import { entryOf, type Seen } from '../timeline/entry.ts';
import {
  BadAnswer,
  bodyLimits,
  failureOf,
  isAsDocumented,
  readAnswer,
  readBytes,
  readCapped,
  readErrorBody,
} from './answer.ts';
import { changes, type Call } from './call.ts';
import { storeCookies } from './cookies.ts';
import { Deadline } from './deadline.ts';
import { send } from './http.ts';
import { named, scrubbed } from './name-failure.ts';
import { headersFor } from './request-headers.ts';
import { routeTo } from './route/route.ts';
import { buildUrl } from './urls.ts';

/** Sends a request once. Every sent request is in the timeline; one refused here or by `beforeSend` is never sent. */
export async function sendOnce<Answer>(call: Call<Answer>, nth: number): Promise<Answer> {
  const { target, deadline, wire, options, request, tried } = call;
  const { path, params = {}, query = {} } = request;
  const url = buildUrl(target.connection.baseUrl, { path, params, query }, tried);
  const headers = { 'user-agent': wire.userAgent, ...headersFor(target, request, url, tried) };
  if (changes(request) && !options.permitted) wire.guard.assertAllowed(target.connection, tried);
  await options.beforeSend?.();
  if (changes(request)) options.changing?.();
  const seen: Seen = { at: Date.now(), headers, response: null, size: null };
  const scrub = scrubFresh(call.scrub, seen);
  const started = performance.now();
  const record = (failed: Failure | null) => {
    const took = performance.now() - started;
    const { cause = 'person', runId = null } = options;
    const came = { seen, attempt: nth, took, failure: failed };
    const sent = { to: target, request, cause, runId, ...came };
    const entry = entryOf(sent, target.conceal, scrub);
    // A run sends hundreds of requests, and nothing refers to their entries: they are written in groups.
    if (runId !== null && !options.recorded) return wire.timeline.note(entry);
    const id = wire.timeline.record(entry);
    options.recorded?.(id, tried);
  };
  const limit = new Deadline(wire.attemptLimit);
  try {
    const signal = AbortSignal.any([deadline.signal, limit.signal]);
    const answer = await deadline.bound(limit.bound(exchange({ ...call, scrub }, url, seen, signal)));
    record(null);
    return answer;
  } catch (error) {
    const failed = named(error, { ...call, scrub }, seen);
    record(failed);
    throw new BridgeError(failed);
  } finally {
    if (changes(request)) options.changing?.();
    limit.end();
  }
}

async function exchange<Answer>(
  { target, request, tried, scrub, tally }: Call<Answer>,
  url: URL,
  seen: Seen,
  signal: AbortSignal,
): Promise<Answer> {
  const route = routeTo(url, target.connection.settings, target.secrets);
  const response = await send(request, url, seen.headers, signal, route);
  seen.response = response;
  const limit = request.list ? bodyLimits.list : bodyLimits.single;
  const bytes = await readCapped(response, response.ok ? limit : bodyLimits.error);
  seen.size = bytes.byteLength;
  tally.bytes += bytes.byteLength;
  // Only after the whole body: a retry of an answer that broke off must send the cookies of the first attempt.
  tally.lines = response.headers.getSetCookie();
  if (!request.extraCookies) storeCookies(target.jar, url, tally.lines);
  if (!response.ok) {
    const body = await readErrorBody(response, bytes);
    const words = scrubbed(target.adapter.readError(body), scrub);
    const gone = words.gone === true && isAsDocumented(response, body);
    throw new BridgeError(failureOf(response, { ...words, gone }, tried, Date.now(), body));
  }
  const answer = request.answer.safeParse(
    request.bytes ? readBytes(response, bytes) : await readResult(request, response, bytes),
  );
  if (answer.success) return answer.data;
  const at = answer.error.issues[0]?.path.join('.');
  throw new BadAnswer(
    `the answer does not have the documented shape${at ? ` at “${tame(scrub(at), 60)}”` : ''}`,
  );
}

/** The parsed body of a 2xx. Servers may answer a call without a result with “ok” as plain text. */
function readResult(
  { withoutResult = false }: ApiRequest<unknown>,
  response: Response,
  bytes: Uint8Array,
): Promise<unknown> {
  const isPlain = /^text\/plain\b/i.test(response.headers.get('content-type') ?? '');
  return withoutResult && isPlain ? Promise.resolve(undefined) : readAnswer(response, bytes);
}
