import type { Field } from '../../bridge/api.ts';
import { fail } from '../../bridge/failure.ts';
import { isRefusedAddress } from './addresses.ts';

const name = 'proxy';

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
};

/** The configured proxy; empty for none. */
export function proxyOf(settings: Readonly<Record<string, string>>): string {
  return settings[name] ?? '';
}

/** The canonical form of a proxy's address; empty for none. Throws `invalid` for anything but `http://host:port`. */
export function parseProxy(text: string): string {
  const given = text.trim();
  if (given === '') return '';
  if (/[\s\\\u0000-\u001f]/.test(given) || !URL.canParse(given))
    return refuse('a proxy’s address looks like http://proxy.example:3128');
  const { protocol, username, password, pathname, search, hash, hostname, origin } = new URL(given);
  if (protocol !== 'http:') return refuse('a proxy’s address must start with http://');
  if (username || password) return refuse('a proxy that asks for a password cannot be used');
  if (pathname !== '/' || search || hash) return refuse('a proxy’s address ends with its port');
  if (isRefusedAddress(hostname)) return refuse('link-local and metadata addresses are no proxies');
  return origin;
}

function refuse(got: string): never {
  return fail({ code: 'invalid', tried: 'connections.save', got, field: name });
}
