import type { Field } from '../../bridge/api.ts';
import { authoritiesField, authoritiesOf, parseAuthorities } from './authorities.ts';
import { parseProxy, proxyField, proxyOf } from './proxy.ts';
import { isThisMachine } from './urls.ts';

/** How requests reach a server: with which additional authorities, and through which proxy; empty for none. */
export interface Route {
  /** PEM */
  authorities: string;
  /** `http://host:port` */
  proxy: string;
}

/** The settings that every connection has besides those of its API. */
export const routeFields: Field[] = [authoritiesField, proxyField];

/** Parses these settings as entered. Throws `invalid`. */
export function parseRoute(settings: Record<string, string>): Record<string, string> {
  return {
    [authoritiesField.name]: parseAuthorities(authoritiesOf(settings)),
    [proxyField.name]: parseProxy(proxyOf(settings)),
  };
}

/** The route to a URL of a connection. A server on this machine is called directly: the proxy runs elsewhere. */
export function routeTo({ hostname }: URL, settings: Readonly<Record<string, string>>): Route {
  return { authorities: authoritiesOf(settings), proxy: isThisMachine(hostname) ? '' : proxyOf(settings) };
}
