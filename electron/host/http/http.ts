import { isDeepStrictEqual } from 'node:util';
import ky from 'ky';
import { type Dispatcher, fetch as undiciFetch, request as undiciRequest } from 'undici';
import type { ApiRequest } from '../../adapters/adapter.ts';
import { BadAnswer } from './answer.ts';
import { notFollowed } from './name-failure.ts';
import { dispatcherFor } from './route/dispatcher.ts';
import { direct, type Route } from './route/route.ts';

const newClient = (route: Route) =>
  ky.create({
    fetch: (input) => fetchWithoutRedirects(input, dispatcherFor(route)),
    // retry.ts decides about retries: ky would repeat a DELETE by itself.
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
  });

/** Shared by all connections without a route of their own. */
const directClient = newClient(direct);
const clientFor = (route: Route) => (isDeepStrictEqual(route, direct) ? directClient : newClient(route));

/** Needed because ky passes a global Request, which undici's fetch from npm does not accept. */
async function fetchWithoutRedirects(
  input: string | URL | Request,
  dispatcher: Dispatcher,
): Promise<Response> {
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
  // ky needs the global Response; undici's is not an instance of it. The body stays a stream.
  const { status, statusText, body } = response;
  return new Response(body, { status, statusText, headers: [...response.headers] });
}

/** Sends a request once and resolves with any answer. Throws the platform's error when there is none. */
export async function send(
  request: ApiRequest<unknown>,
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
  route: Route = direct,
): Promise<Response> {
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  if (request.method === 'GET' && body !== null)
    return sendGetWithBody(url, headers, body, signal, dispatcherFor(route));
  return clientFor(route)(url, {
    method: request.method,
    headers,
    signal,
    ...(body === null ? {} : { body }),
  });
}

/** A GET with a body, which standard fetch refuses to send. Requests no compression and follows no redirect. */
async function sendGetWithBody(
  url: URL,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
  dispatcher: Dispatcher,
): Promise<Response> {
  const sent = { ...headers, 'accept-encoding': 'identity' };
  const reply = await undiciRequest(url, { method: 'GET', headers: sent, body, signal, dispatcher });
  if (reply.statusCode >= 300 && reply.statusCode < 400) throw new BadAnswer(notFollowed);
  const pairs = Object.entries(reply.headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return new Response(ReadableStream.from(reply.body), { status: reply.statusCode, headers: pairs });
}
