import type { Field } from '../../../bridge/api.ts';
import { isThisMachine } from '../urls.ts';
import { authoritiesField, authoritiesOf, parseAuthorities } from './authorities.ts';
import {
  clientCertificateField,
  clientCertificateOf,
  parseClientCertificate,
  privateKeyParts,
} from './client-certificate.ts';
import {
  loginParts,
  parseProxy,
  parseProxyLogin,
  proxyField,
  proxyLoginField,
  proxyLoginOf,
  proxyOf,
} from './proxy.ts';

/** How requests reach a server; empty for none. */
export interface Route {
  /** Certificates that are trusted besides those of the public authorities, PEM. */
  authorities: string;
  /** `http://host:port` */
  proxy: string;
  /** `name:password` */
  proxyLogin: string;
  /** The certificate with its chain and its private key, PEM. */
  clientCertificate: string;
}

/** A route that nothing was configured for. */
export const direct: Route = { authorities: '', proxy: '', proxyLogin: '', clientCertificate: '' };

/** The settings that every connection has besides those of its API. */
export const routeFields: Field[] = [authoritiesField, proxyField];

/** The secrets that every connection has besides those of its API. */
export const routeSecrets: Field[] = [clientCertificateField, proxyLoginField];

/** Parses these settings as entered. Throws `invalid`. */
export function parseRoute(settings: Record<string, string>): Record<string, string> {
  return {
    [authoritiesField.name]: parseAuthorities(authoritiesOf(settings)),
    [proxyField.name]: parseProxy(proxyOf(settings)),
  };
}

/** Parses one of these secrets as entered. Null: the name is of none of them. Throws `invalid`, never quoting it. */
export function parseRouteSecret(name: string, value: string): string | null {
  if (name === clientCertificateField.name) return parseClientCertificate(value);
  return name === proxyLoginField.name ? parseProxyLogin(value) : null;
}

/** The parts of a secret that must not be repeated: all of it, unless it has public parts too. */
export function concealedParts(name: string, value: string): string[] {
  if (name === clientCertificateField.name) return privateKeyParts(value);
  return name === proxyLoginField.name ? loginParts(value) : [value];
}

/** The route to a URL of a connection. A server on this machine is called directly: the proxy runs elsewhere. */
export function routeTo(
  { hostname }: URL,
  settings: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>> = {},
): Route {
  const proxy = isThisMachine(hostname) ? '' : proxyOf(settings);
  return {
    authorities: authoritiesOf(settings),
    proxy,
    proxyLogin: proxy ? proxyLoginOf(secrets) : '',
    clientCertificate: clientCertificateOf(secrets),
  };
}
