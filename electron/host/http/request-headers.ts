import type { ApiRequest } from '../../adapters/adapter.ts';
import { fail } from '../../bridge/failure.ts';
import type { Target } from './call.ts';
import { cookieHeader, cookiesOf } from './cookies.ts';

/** The headers of a request, including the key's. Throws `invalid` for a value that no header can carry. */
export function headersFor(
  { adapter, connection, secrets, jar }: Target,
  request: ApiRequest<unknown>,
  url: URL,
  tried: string,
): Record<string, string> {
  const values: Record<string, string> = { origin: url.origin };
  for (const [name, value] of Object.entries({ ...connection.settings, ...secrets }))
    if (value) values[name] = value;
  const cookies = cookiesOf(jar, connection.baseUrl).all();
  const headers: Record<string, string> = { accept: request.bytes ? '*/*' : 'application/json' };
  for (const { name, value, unless } of adapter.headers) {
    if (unless?.(cookies)) continue;
    const filled = fill(value, values);
    if (filled !== null) headers[name] = headerValue(filled, name, tried);
  }
  const cookie = cookieHeader(jar, url, request);
  if (cookie) headers['cookie'] = headerValue(cookie, 'Cookie', tried);
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  for (const [name, value] of Object.entries(request.headers ?? {}))
    headers[name] = headerValue(value, name, tried);
  return headers;
}

/** Fills in a template; null when a value that it needs is empty. */
function fill(template: string, values: Record<string, string>): string | null {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  if (names.some((name) => !values[name])) return null;
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** Throws `invalid` for a value that no header can carry; the platform's own error would quote the value. */
function headerValue(value: string, name: string, tried: string): string {
  if (/^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(value)) return value;
  return fail({
    code: 'invalid',
    tried,
    got: `the value for ${name} has a character that a header cannot carry`,
    field: name,
  });
}
