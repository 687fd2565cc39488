import type { Field } from '../../../bridge/api.ts';
import { fail } from '../../../bridge/failure.ts';
import { isRefusedAddress } from '../addresses.ts';
import { refuseSetting } from './pem.ts';

const name = 'proxy';
const loginName = 'proxyLogin';

/**
 * A setting of every connection, besides those of its API: the proxy for its requests. HTTPS_PROXY and the like are
 * ignored, because a key must not be sent through a proxy that nobody chose for it.
 */
export const proxyField: Field = {
  name,
  label: 'Proxy',
  kind: 'text',
  required: false,
  initial: '',
  choices: [],
  help: 'Only where there is no other way to the server: http://proxy.example:3128. It passes on what stays encrypted, and looks up the server’s address itself, which can then not be checked here.',
  network: true,
};

/** A secret of every connection, besides those of its API: the login for its proxy. */
export const proxyLoginField: Field = {
  name: loginName,
  label: 'Proxy login',
  kind: 'secret',
  required: false,
  initial: '',
  choices: [],
  help: 'Only for a proxy that asks for one: name:password. It is sent to the proxy unencrypted, as proxies want it.',
  network: true,
};

/** The configured proxy; empty for none. */
export function proxyOf(settings: Readonly<Record<string, string>>): string {
  return settings[name] ?? '';
}

/** The login for the proxy, `name:password`; empty for none. */
export function proxyLoginOf(secrets: Readonly<Record<string, string>>): string {
  return secrets[loginName] ?? '';
}

/** The parts of a login that must not be repeated: the whole, and a password that is no common word. */
export function loginParts(login: string): string[] {
  const password = login.slice(login.indexOf(':') + 1);
  return password.length < 8 ? [login] : [login, password];
}

/** The canonical form of a proxy's address; empty for none. Throws `invalid` for anything but `http://host:port`. */
export function parseProxy(text: string): string {
  const given = text.trim();
  if (given === '') return '';
  const url = /^[\w.-]+:\d+$/.test(given) ? `http://${given}` : given;
  if (/[\s\\\u0000-\u001f]/.test(url) || !URL.canParse(url))
    return refuseSetting(name, 'a proxy’s address looks like http://proxy.example:3128');
  const { protocol, username, password, pathname, search, hash, hostname, origin } = new URL(url);
  if (protocol !== 'http:') return refuseSetting(name, 'a proxy’s address must start with http://');
  if (username || password)
    return refuseSetting(name, 'the login of a proxy has a field of its own, which is kept in the keychain');
  if (pathname !== '/' || search || hash) return refuseSetting(name, 'a proxy’s address ends with its port');
  if (isRefusedAddress(hostname))
    return refuseSetting(name, 'link-local and metadata addresses are no proxies');
  return origin;
}

/**
 * A proxy's login as pasted: `name:password`, or the beginning of an address, as in `http://name:password@`. Throws
 * `invalid`, never quoting the text.
 */
export function parseProxyLogin(text: string): string {
  const given = text.trim().replace(/^https?:\/\/([^@/]+)@.*$/, '$1');
  // The name ends at the first colon (RFC 7617), and what neither may contain would end the header.
  if (/^[^:\p{Cc}]{1,255}:[^\p{Cc}]{1,255}$/u.test(given)) return given;
  const got = 'a proxy’s login looks like name:password';
  return fail({ code: 'invalid', tried: 'keys.put', got, field: loginName });
}
