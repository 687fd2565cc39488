import ky from 'ky';
import { Agent, fetch as undiciFetch, request as undiciRequest } from 'undici';
import type { CookieJar } from 'tough-cookie';
import type { Adapter, Api, ApiRequest, KeptHandle } from '../adapters/adapter.ts';
import { BridgeError, fail, failure } from '../bridge/failure.ts';
import {
  BadAnswer,
  bodyLimits,
  failureOf,
  readAnswer,
  readBytes,
  readCapped,
  readErrorBody,
} from './answer.ts';
import { cookieHeader, cookiesOf, storeCookies } from './cookies.ts';
import { type Deadline, DeadlinePassed } from './deadline.ts';
import { networkFailure, notFollowed } from './network-failure.ts';
import { redactor, tame } from './redact.ts';
import { buildUrl } from './urls.ts';

/** Everything that a request to one connection needs. The only place where a key meets an address. */
export interface Target {
  adapter: Adapter;
  baseUrl: string;
  settings: Record<string, string>;
  secrets: Record<string, string>;
  jar: CookieJar;
  handles: KeptHandle[];
  /** Values that must not be repeated in a failure: the whole key, a password, a session's token. */
  conceal: string[];
}

// TLS is verified whatever NODE_TLS_REJECT_UNAUTHORIZED says; no proxy is taken from the environment.
export const dispatcher = new Agent({
  connect: { rejectUnauthorized: true, minVersion: 'TLSv1.2', timeout: 10_000 },
  headersTimeout: 30_000,
  bodyTimeout: 30_000,
  maxHeaderSize: 16 * 1024,
});

const client = ky.create({
  fetch: fetchWithoutRedirects,
  // Retries are decided elsewhere: ky would repeat a DELETE by itself.
  retry: 0,
  timeout: false,
  throwHttpErrors: false,
});

/** ky hands over a global Request, which npm undici's fetch does not take. */
async function fetchWithoutRedirects(input: string | URL | Request): Promise<Response> {
  if (!(input instanceof Request)) throw new TypeError('ky is expected to hand over a Request');
  const response = await undiciFetch(input.url, {
    method: input.method,
    headers: [...input.headers],
    body: input.body,
    duplex: 'half',
    signal: input.signal,
    // A redirect would carry headers such as X-apikey, and bodies, to another origin.
    redirect: 'error',
    dispatcher,
  });
  // ky wants the global Response, of which undici's is no instance. The body stays a stream.
  const { status, statusText, body } = response;
  return new Response(body, { status, statusText, headers: [...response.headers] });
}

/** Opens a connection's API for one operation; every request and answer of it falls under the one deadline. */
export function openApi(target: Target, deadline: Deadline): Api {
  const scrub = redactor(target.conceal);
  return {
    settings: target.settings,
    has: (secret) => Boolean(target.secrets[secret]),
    cookies: cookiesOf(target.jar, target.baseUrl),
    handles: () => target.handles,
    async request(request) {
      const tried = `${request.method} ${request.path}`;
      try {
        return await deadline.bound(exchange(target, request, tried, deadline.signal));
      } catch (error) {
        throw named(error, tried, scrub);
      }
    },
  };
}

async function exchange<Answer>(
  target: Target,
  request: ApiRequest<Answer>,
  tried: string,
  signal: AbortSignal,
): Promise<Answer> {
  const { path, params = {}, query = {} } = request;
  const url = buildUrl(target.baseUrl, { path, params, query }, tried);
  const response = await send(request, url, headersFor(target, request, url, tried), signal);
  if (!request.extraCookies) storeCookies(target.jar, url, response.headers.getSetCookie());
  if (!response.ok) {
    const body = readErrorBody(response, await readCapped(response, bodyLimits.error));
    throw new BridgeError(failureOf(response, target.adapter.readError(body), tried, Date.now()));
  }
  const bytes = await readCapped(response, request.list ? bodyLimits.list : bodyLimits.single);
  const answer = request.answer.safeParse(
    request.bytes ? readBytes(response, bytes) : readAnswer(response, bytes),
  );
  if (answer.success) return answer.data;
  const at = answer.error.issues[0]?.path.join('.');
  throw new BadAnswer(`the answer does not have the documented shape${at ? ` at “${tame(at, 60)}”` : ''}`);
}

async function send(
  request: ApiRequest<unknown>,
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Response> {
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  if (request.method === 'GET' && body !== null) return sendGetWithBody(url, headers, body, signal);
  return client(url, { method: request.method, headers, signal, ...(body === null ? {} : { body }) });
}

/** A GET with a body, which the standard's fetch refuses to send. Uncompressed, and redirects are not followed. */
async function sendGetWithBody(
  url: URL,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<Response> {
  const sent = { ...headers, 'accept-encoding': 'identity' };
  const reply = await undiciRequest(url, { method: 'GET', headers: sent, body, signal, dispatcher });
  if (reply.statusCode >= 300 && reply.statusCode < 400) throw new BadAnswer(notFollowed);
  const pairs = Object.entries(reply.headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return new Response(ReadableStream.from(reply.body), { status: reply.statusCode, headers: pairs });
}

function headersFor(
  target: Target,
  request: ApiRequest<unknown>,
  url: URL,
  tried: string,
): Record<string, string> {
  const values: Record<string, string> = { origin: url.origin };
  for (const [name, value] of Object.entries({ ...target.settings, ...target.secrets }))
    if (value) values[name] = value;
  const cookies = cookiesOf(target.jar, target.baseUrl).all();
  const headers: Record<string, string> = { accept: request.bytes ? '*/*' : 'application/json' };
  for (const { name, value, unlessCookie } of target.adapter.headers) {
    if (unlessCookie && cookies.some((cookie) => unlessCookie.test(cookie.name))) continue;
    const filled = fill(value, values);
    if (filled !== null) headers[name] = headerValue(filled, name, tried);
  }
  const cookie = cookieHeader(target.jar, url, request.extraCookies ?? {});
  if (cookie) headers['cookie'] = headerValue(cookie, 'Cookie', tried);
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  for (const [name, value] of Object.entries(request.headers ?? {}))
    headers[name] = headerValue(value, name, tried);
  return headers;
}

/** Fills in a template; null when a value that it names is empty. */
function fill(template: string, values: Record<string, string>): string | null {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  if (names.some((name) => !values[name])) return null;
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** Refuses what a header cannot carry; the platform's own error would quote the value. */
function headerValue(value: string, name: string, tried: string): string {
  if (/^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(value)) return value;
  return fail({
    code: 'invalid',
    tried,
    got: `the value for ${name} has a character that a header cannot carry`,
    field: name,
  });
}

/** Names what went wrong, out of named fields only: a library's error holds the request, and so the key. */
function named(error: unknown, tried: string, scrub: (text: string) => string): BridgeError {
  if (error instanceof BridgeError) {
    const { got, field } = error.failure;
    return new BridgeError({ ...error.failure, got: scrub(got), field: field && scrub(field) });
  }
  if (error instanceof DeadlinePassed) {
    return new BridgeError(failure({ code: 'timed-out', tried, got: 'no complete answer came in time' }));
  }
  if (error instanceof BadAnswer)
    return new BridgeError(failure({ code: 'bad-answer', tried, got: scrub(error.message) }));
  return new BridgeError(failure({ tried, ...networkFailure(error) }));
}
