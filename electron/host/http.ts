import { rootCertificates } from 'node:tls';
import ky from 'ky';
import { Agent, fetch as undiciFetch, request as undiciRequest } from 'undici';
import type { ApiRequest } from '../adapters/adapter.ts';
import { checkedLookup, type Resolve } from './addresses.ts';
import { BadAnswer } from './answer.ts';
import { notFollowed } from './network-failure.ts';

/**
 * TLS is verified whatever NODE_TLS_REJECT_UNAUTHORIZED says; no proxy is taken from the environment; and a host name
 * that leads to a link-local address is not called.
 *
 * @param authorities PEM; trusted beside the public ones, by this dispatcher only
 */
export function openDispatcher({
  authorities = '',
  resolve,
}: {
  authorities?: string;
  resolve?: Resolve;
}): Agent {
  const lookup = checkedLookup(resolve);
  const trusted = authorities ? { ca: [...rootCertificates, authorities] } : {};
  return new Agent({
    connect: { rejectUnauthorized: true, minVersion: 'TLSv1.2', timeout: 10_000, lookup, ...trusted },
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
    maxHeaderSize: 16 * 1024,
  });
}

const dispatchers = new Map<string, Agent>();

/** One dispatcher for all connections that trust the same authorities. */
export function dispatcherFor(authorities: string): Agent {
  const known = dispatchers.get(authorities) ?? openDispatcher({ authorities });
  dispatchers.set(authorities, known);
  return known;
}

/** Where a connection's requests go through, for one that trusts these authorities. */
const clientFor = (authorities: string) =>
  ky.create({
    fetch: (input) => fetchWithoutRedirects(input, dispatcherFor(authorities)),
    // The retry table is retry.ts: ky would repeat a DELETE by itself.
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
  });

/** ky hands over a global Request, which npm undici's fetch does not take. */
async function fetchWithoutRedirects(input: string | URL | Request, dispatcher: Agent): Promise<Response> {
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

/**
 * Sends a request as it is, once, and gives back whatever answers. Throws the platform's error when nothing does.
 *
 * @param authorities PEM of certificate authorities that this request trusts beside the public ones
 */
export async function send(
  request: ApiRequest<unknown>,
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
  authorities = '',
): Promise<Response> {
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  if (request.method === 'GET' && body !== null)
    return sendGetWithBody(url, headers, body, signal, dispatcherFor(authorities));
  return clientFor(authorities)(url, {
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
  dispatcher: Agent,
): Promise<Response> {
  const sent = { ...headers, 'accept-encoding': 'identity' };
  const reply = await undiciRequest(url, { method: 'GET', headers: sent, body, signal, dispatcher });
  if (reply.statusCode >= 300 && reply.statusCode < 400) throw new BadAnswer(notFollowed);
  const pairs = Object.entries(reply.headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return new Response(ReadableStream.from(reply.body), { status: reply.statusCode, headers: pairs });
}
