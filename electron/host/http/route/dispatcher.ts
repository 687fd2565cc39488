import { createHash } from 'node:crypto';
import { createSecureContext, rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, Pool, ProxyAgent } from 'undici';
import { checkedLookup, type Resolve } from '../addresses.ts';
import { identityCheck } from './authorities.ts';
import { direct, type Route } from './route.ts';

/** Time limit for opening a connection, ms. */
const opening = 10_000;
/** A dispatcher that holds a secret is closed after this long without a request, ms. */
const idle = 10_000;
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
export function openDispatcher(route: Partial<Route> = {}, resolve?: Resolve): Dispatcher {
  const { proxy, proxyLogin } = { ...direct, ...route };
  const lookup = checkedLookup(resolve);
  const verified = verifiedTls({ ...direct, ...route });
  if (!proxy) return new Agent({ connect: { ...verified, lookup }, ...limits });
  return new Tunnels({
    uri: proxy,
    ...(proxyLogin ? { token: `Basic ${Buffer.from(proxyLogin).toString('base64')}` } : {}),
    proxyTunnel: true,
    proxyTls: { lookup, timeout: opening },
    requestTls: verified,
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: opening }),
    ...limits,
  });
}

function verifiedTls({ authorities, clientCertificate }: Route) {
  // Built once per dispatcher: it parses more than a hundred root certificates.
  const ca = authorities ? [...rootCertificates, authorities] : [...rootCertificates];
  const own = clientCertificate ? { cert: clientCertificate, key: clientCertificate } : {};
  // Any certificate that the person trusts may end the chain: an authority below another, or the server's own.
  const secureContext = createSecureContext({
    ca,
    ...own,
    minVersion: 'TLSv1.2',
    allowPartialTrustChain: true,
  });
  const checkServerIdentity = identityCheck(authorities);
  return { rejectUnauthorized: true, secureContext, checkServerIdentity, timeout: opening };
}

interface Open {
  dispatcher: Dispatcher;
  timer: NodeJS.Timeout | undefined;
}

/** By a hash of the route, which may have secrets in it. */
const dispatchers = new Map<string, Open>();

/**
 * The shared dispatcher of all connections with the same route. One that holds a secret is closed `idle` ms after its last
 * use, so that a key which was forgotten does not stay.
 */
export function dispatcherFor(route: Route): Dispatcher {
  const way = createHash('sha256').update(JSON.stringify(route)).digest('base64');
  const open = dispatchers.get(way) ?? { dispatcher: openDispatcher(route), timer: undefined };
  dispatchers.set(way, open);
  if (route.proxyLogin || route.clientCertificate) {
    clearTimeout(open.timer);
    open.timer = setTimeout(() => {
      dispatchers.delete(way);
      void open.dispatcher.close();
    }, idle).unref();
  }
  return open.dispatcher;
}
