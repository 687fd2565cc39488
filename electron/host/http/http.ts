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
/** How long a way to a server may take to open, ms. */
const opening = 10_000;
/** Of a live channel's messages, which are short commands: bytes after decompression, and parts. */
const webSocket = { maxPayloadSize: 16 * 1024, maxFragments: 16 };
const limits = { headersTimeout: 30_000, bodyTimeout: 30_000, maxHeaderSize: 16 * 1024, webSocket };

/** Undici's own hands no such options on. */
class Tunnels extends ProxyAgent {
  readonly webSocketOptions = webSocket;
}

/**
 * TLS is verified whatever the environment says: NODE_TLS_REJECT_UNAUTHORIZED, or one of the variables and options by
 * which Node trusts more authorities than came with it. No proxy is taken from there either; and a host name that leads
 * to a link-local address is not called. By a proxy everything goes through a tunnel, so that it never sees a header;
 * what is checked is then the proxy's own address.
 *
 * @param route its authorities are trusted beside the public ones, by this dispatcher only
 */
export function openDispatcher({ authorities, proxy }: Route = direct, resolve?: Resolve): Dispatcher {
  const lookup = checkedLookup(resolve);
  // Made once: there are more than a hundred public authorities.
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

/** One dispatcher for all connections that take the same way. */
export function dispatcherFor(route: Route): Dispatcher {
  const way = JSON.stringify([route.proxy, route.authorities]);
  const known = dispatchers.get(way) ?? openDispatcher(route);
  dispatchers.set(way, known);
  return known;
}

const clientFor = (route: Route) =>
  ky.create({
    fetch: (input) => fetchWithoutRedirects(input, dispatcherFor(route)),
    // The retry table is retry.ts: ky would repeat a DELETE by itself.
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
  });

/** ky hands over a global Request, which npm undici's fetch does not take. */
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
  // ky wants the global Response, of which undici's is no instance. The body stays a stream.
  const { status, statusText, body } = response;
  return new Response(body, { status, statusText, headers: [...response.headers] });
}

/** Sends a request as it is, once, and gives back whatever answers. Throws the platform's error when nothing does. */
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

/** A GET with a body, which the standard's fetch refuses to send. Uncompressed, and redirects are not followed. */
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
