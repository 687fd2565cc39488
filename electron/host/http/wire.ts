import type { CookieJar } from 'tough-cookie';
import type { Adapter, Api, ApiRequest, KeptHandle, Learned, ServerWords } from '../../adapters/adapter.ts';
import type { Connection } from '../../bridge/connection.ts';
import { BridgeError, failure, type Failure } from '../../bridge/failure.ts';
import {
  BadAnswer,
  bodyLimits,
  failureOf,
  readAnswer,
  readBytes,
  readCapped,
  readErrorBody,
} from './answer.ts';
import { attempt } from '../work/attempt.ts';
import type { Breaker, Found } from './breaker.ts';
import { cookiesOf, storeCookies } from './cookies.ts';
import { Deadline, DeadlinePassed } from './deadline.ts';
import type { OperateOptions } from '../lists/desk.ts';
import type { Guard } from '../guard/guard.ts';
import { send } from './http.ts';
import { scrubFresh, withToken } from '../scrub/known-secrets.ts';
import { networkFailure } from './network-failure.ts';
import { tame } from '../scrub/redact.ts';
import { headersFor } from './request-headers.ts';
import { retryOf, type RetryBudget, type RetryKind } from './retry.ts';
import { routeTo } from './route.ts';
import { redactor } from '../scrub/secret-finder.ts';
import { newSlices } from '../work/slices.ts';
import { entryOf, type Seen } from '../timeline/entry.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Turns } from './turns.ts';
import { buildUrl } from './urls.ts';

/** Everything that a request to one connection needs. The only place where a key meets an address. */
export interface Target {
  adapter: Adapter;
  connection: Connection;
  secrets: Record<string, string>;
  jar: CookieJar;
  handles: KeptHandle[];
  learned: Learned;
  /** Values that must not be repeated: the whole key, a password, a session's token. */
  conceal: string[];
}

/** What the requests of all connections go by. */
export interface Wire {
  guard: Pick<Guard, 'assertAllowed'>;
  timeline: Pick<Timeline, 'record'>;
  retries: RetryBudget;
  breaker: Pick<Breaker, 'isOpen' | 'admit' | 'forget'>;
  turns: Pick<Turns, 'take'>;
  /** Back-off before the second attempt, ms. */
  backoff: number;
  /** The longest that one attempt takes, ms. */
  attemptLimit: number;
}

type SendOptions = Omit<OperateOptions, 'conceal'>;

/** Opens a connection's API for one operation; its requests, their retries and waits fall under the one deadline. */
export function openApi(target: Target, deadline: Deadline, wire: Wire, options: SendOptions = {}): Api {
  const scrubKey = redactor(target.conceal);
  const tally = { bytes: 0 };
  return {
    settings: target.connection.settings,
    has: (secret) => Boolean(target.secrets[secret]),
    cookies: cookiesOf(target.jar, target.connection.baseUrl),
    learned: target.learned,
    handles: () => target.handles,
    bytesRead: () => tally.bytes,
    newSlices,
    request(request) {
      const tried = `${request.method} ${request.path}`;
      // A nonce that was made in this operation is not among the key's values yet.
      const own = { ...request.headers, ...request.extraCookies };
      const scrubOwn = redactor(Object.values(own).flatMap(withToken));
      const scrub = (text: string) => scrubOwn(scrubKey(text));
      return untilAnswered({ target, deadline, wire, options, request, tried, scrub, tally });
    },
  };
}

interface Call<Answer> {
  target: Target;
  deadline: Deadline;
  wire: Wire;
  options: SendOptions;
  request: ApiRequest<Answer>;
  tried: string;
  scrub: (text: string) => string;
  /** Counts what the operation has read. */
  tally: { bytes: number };
}

/** Sends a request until it is answered, or until the retry table, the retry budget or the deadline says no. */
async function untilAnswered<Answer>(call: Call<Answer>): Promise<Answer> {
  const { target, deadline, wire } = call;
  wire.retries.count(target.connection.id);
  for (let nth = 1; ; nth += 1) {
    const sent = await attempt(() => sendOnce(call, nth));
    if (sent.failure === null) return sent.value;
    const wait = waitAfter(call, sent.failure, nth);
    if (wait !== null) await pause(wait, deadline.signal);
    if (wait === null || deadline.signal.aborted) throw new BridgeError(sent.failure);
  }
}

/** How long to wait before sending again, ms; null: not again. */
function waitAfter(call: Call<unknown>, failed: Failure, nth: number): number | null {
  const { target, deadline, wire, options, request } = call;
  if (options.retry === false || deadline.signal.aborted) return null;
  if (wire.breaker.isOpen(target.connection.id)) return null;
  const now = Date.now();
  const kind = kindOf(request);
  const random = Math.random();
  const at = retryOf({ kind, failure: failed, attempt: nth, now, random, backoff: wire.backoff });
  if (at === null || at - now >= deadline.left()) return null;
  return wire.retries.take(target.connection.id) ? at - now : null;
}

function kindOf(request: ApiRequest<unknown>): RetryKind {
  return changes(request) ? (request.repeat ?? 'once') : 'read';
}

function changes({ method, changes = method !== 'GET' }: ApiRequest<unknown>): boolean {
  return changes;
}

/** Waits, or less where there is nothing left to wait for. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const done = () => resolve(undefined);
  const timer = setTimeout(done, ms);
  signal.addEventListener('abort', done, { once: true });
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', done);
  });
}

/** One attempt, when it is its turn. What has to wait too long for it, or is refused one, has not left. */
async function sendOnce<Answer>(call: Call<Answer>, nth: number): Promise<Answer> {
  const { target, deadline, wire, options, tried } = call;
  const { id } = target.connection;
  const { whileDown = 'probe' } = options;
  if (deadline.signal.aborted) throw new BridgeError(timedOut(tried));
  const waits = { tried, signal: deadline.signal };
  // A run goes as fast as the server lets it, and is the only one to know.
  const endTurn =
    whileDown === 'send' ? () => undefined : await inTime(wire.turns.take(id, waits), deadline, tried);
  let found: Found = 'nothing';
  let tell: (found: Found) => void = () => undefined;
  try {
    tell = await inTime(wire.breaker.admit(id, whileDown, waits), deadline, tried);
    const answer = await leave(call, nth);
    found = 'up';
    return answer;
  } catch (error) {
    found = foundIn(error, deadline);
    throw error;
  } finally {
    tell(found);
    endTurn();
  }
}

/** What is waited for before a request leaves, if it comes in time. */
async function inTime<Given>(given: Promise<Given>, deadline: Deadline, tried: string): Promise<Given> {
  try {
    return await deadline.bound(given);
  } catch (error) {
    throw error instanceof DeadlinePassed ? new BridgeError(timedOut(tried)) : error;
  }
}

/** What a failed request tells of the server. */
function foundIn(error: unknown, deadline: Deadline): Found {
  if (!(error instanceof BridgeError)) return 'nothing';
  const { code, status } = error.failure;
  if (code === 'server-fault') return 'down';
  if (code === 'unreachable' || code === 'timed-out') return deadline.wasEnded ? 'nothing' : 'down';
  return status !== null || code === 'bad-answer' ? 'up' : 'nothing';
}

/** Sends a request once. Whatever leaves is in the timeline; what is refused here, or by `beforeSend`, has not left. */
async function leave<Answer>(call: Call<Answer>, nth: number): Promise<Answer> {
  const { target, deadline, wire, options, request, tried } = call;
  const { path, params = {}, query = {} } = request;
  const url = buildUrl(target.connection.baseUrl, { path, params, query }, tried);
  const headers = headersFor(target, request, url, tried);
  if (changes(request) && !options.permitted) wire.guard.assertAllowed(target.connection, tried);
  options.beforeSend?.();
  const seen: Seen = { at: Date.now(), headers, response: null, size: null };
  const scrub = scrubFresh(call.scrub, seen);
  const started = performance.now();
  const record = (failed: Failure | null) => {
    const took = performance.now() - started;
    const { cause = 'person', runId = null } = options;
    const sent = {
      connection: target.connection,
      request,
      seen,
      attempt: nth,
      took,
      failure: failed,
      cause,
      runId,
    };
    const id = wire.timeline.record(entryOf(sent, target.conceal, scrub));
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
    limit.end();
  }
}

async function exchange<Answer>(
  { target, request, tried, scrub, tally }: Call<Answer>,
  url: URL,
  seen: Seen,
  signal: AbortSignal,
): Promise<Answer> {
  const route = routeTo(url, target.connection.settings);
  const response = await send(request, url, seen.headers, signal, route);
  seen.response = response;
  const limit = request.list ? bodyLimits.list : bodyLimits.single;
  const bytes = await readCapped(response, response.ok ? limit : bodyLimits.error);
  seen.size = bytes.byteLength;
  tally.bytes += bytes.byteLength;
  // Not of an answer that breaks off: sent again, the request must find the cookies that it had the first time.
  if (!request.extraCookies) storeCookies(target.jar, url, response.headers.getSetCookie());
  if (!response.ok) {
    const words = scrubbed(target.adapter.readError(await readErrorBody(response, bytes)), scrub);
    throw new BridgeError(failureOf(response, words, tried, Date.now()));
  }
  const answer = request.answer.safeParse(
    request.bytes ? readBytes(response, bytes) : await readAnswer(response, bytes),
  );
  if (answer.success) return answer.data;
  const at = answer.error.issues[0]?.path.join('.');
  throw new BadAnswer(
    `the answer does not have the documented shape${at ? ` at “${tame(scrub(at), 60)}”` : ''}`,
  );
}

/** Before they are cut to a length: half a key is not known again. */
function scrubbed(words: ServerWords, scrub: (text: string) => string): ServerWords {
  const { code, message, field, traceId, next, gone } = words;
  const own = { code: code && scrub(code), message: message && scrub(message) };
  return { ...own, field: field && scrub(field), traceId: traceId && scrub(traceId), next, gone };
}

function timedOut(tried: string): Failure {
  return failure({ code: 'timed-out', tried, got: 'no complete answer came in time' });
}

/** Names what went wrong, out of named fields only: a library's error holds the request, and so the key. */
function named(error: unknown, { tried, scrub, deadline }: Call<unknown>, { response }: Seen): Failure {
  if (error instanceof BridgeError) {
    const { got, field, traceId } = error.failure;
    return {
      ...error.failure,
      got: scrub(got),
      field: field && scrub(field),
      traceId: traceId && scrub(traceId),
    };
  }
  // An error whose body breaks off is that error all the same: a 401 must not look like something to repeat. Only what
  // a 404 is about stands in its body.
  if (response && !response.ok && response.status !== 404) return failureOf(response, {}, tried, Date.now());
  if (error instanceof DeadlinePassed) return timedOut(tried);
  if (error instanceof BadAnswer) return failure({ code: 'bad-answer', tried, got: scrub(error.message) });
  if (deadline.signal.aborted) {
    const got = 'broken off, as another request of the same operation had failed';
    return failure({ code: 'unreachable', tried, got });
  }
  return failure({ tried, ...networkFailure(error) });
}
