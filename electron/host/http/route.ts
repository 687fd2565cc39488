import type { Field } from '../../bridge/api.ts';
import { authoritiesField, authoritiesOf, parseAuthorities } from './authorities.ts';
import { parseProxy, proxyField, proxyOf } from './proxy.ts';
import { isThisMachine } from './urls.ts';

/** How requests get to a server: with which authorities of its own, and by which proxy; empty texts for none. */
export interface Route {
  /** PEM */
  authorities: string;
  /** `http://host:port` */
  proxy: string;
}

/** The settings that every connection has beside those of its API. */
export const routeFields: Field[] = [authoritiesField, proxyField];

/** Reads these settings as somebody gave them. Throws `invalid`. */
export function parseRoute(settings: Record<string, string>): Record<string, string> {
  return {
    [authoritiesField.name]: parseAuthorities(authoritiesOf(settings)),
    [proxyField.name]: parseProxy(proxyOf(settings)),
  };
}

/** The way to a URL of a connection. A server on this machine is called without the proxy, which is elsewhere. */
export function routeTo({ hostname }: URL, settings: Readonly<Record<string, string>>): Route {
  return { authorities: authoritiesOf(settings), proxy: isThisMachine(hostname) ? '' : proxyOf(settings) };
}
