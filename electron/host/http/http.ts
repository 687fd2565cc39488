import { createSecureContext, rootCertificates } from 'node:tls';
import ky from 'ky';
import {
  Agent,
  type Dispatcher,
  fetch as undiciFetch,
  Pool,
  ProxyAgent,
  request as undiciRequest,
} from 'undici';
import type { ApiRequest } from '../../adapters/adapter.ts';
import { checkedLookup, type Resolve } from './addresses.ts';
import { BadAnswer } from './answer.ts';
import { notFollowed } from './name-failure.ts';
import type { Route } from './route.ts';

const direct: Route = { authorities: '', proxy: '' };
/** Time limit for opening a connection, ms. */
const opening = 10_000;
/** Limits of a live channel's messages, which are short commands: bytes after decompression, and fragments. */
const webSocket = { maxPayloadSize: 16 * 1024, maxFragments: 16 };
const limits = { headersTimeout: 30_000, bodyTimeout: 30_000, maxHeaderSize: 16 * 1024, webSocket };

/** ProxyAgent does not pass these options on to its pools. */
class Tunnels extends ProxyAgent {
  readonly webSocketOptions = webSocket;
}

/**
 * Opens a dispatcher. TLS is verified whatever the environment says: NODE_TLS_REJECT_UNAUTHORIZED and the variables and
 * options that make Node trust further authorities are ignored. Proxies from the environment are ignored too, and a host
 * name that leads to a link-local address is not called. Through a proxy everything is tunnelled, so the proxy never sees
 * a header; the address check then applies to the proxy's own address.
 *
 * @param route its authorities are trusted besides the public ones, by this dispatcher only
 */
export function openDispatcher({ authorities, proxy }: Route = direct, resolve?: Resolve): Dispatcher {
  const lookup = checkedLookup(resolve);
  // Built once per dispatcher: there are more than a hundred public authorities.
  const ca = authorities ? [...rootCertificates, authorities] : [...rootCertificates];
  const secureContext = createSecureContext({ ca, minVersion: 'TLSv1.2' });
  const verified = { rejectUnauthorized: true, secureContext, timeout: opening };
  if (!proxy) return new Agent({ connect: { ...verified, lookup }, ...limits });
  return new Tunnels({
    uri: proxy,
    proxyTunnel: true,
    proxyTls: { lookup, timeout: opening },
    requestTls: verified,
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: opening }),
    ...limits,
  });
}

const dispatchers = new Map<string, Dispatcher>();

/** The shared dispatcher of all connections with the same route. */
export function dispatcherFor(route: Route): Dispatcher {
  const way = JSON.stringify([route.proxy, route.authorities]);
  const known = dispatchers.get(way) ?? openDispatcher(route);
  dispatchers.set(way, known);
  return known;
}

const clientFor = (route: Route) =>
  ky.create({
    fetch: (input) => fetchWithoutRedirects(input, dispatcherFor(route)),
    // retry.ts decides about retries: ky would repeat a DELETE by itself.
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
  });

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
  route = direct,
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
