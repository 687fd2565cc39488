import type { Adapter } from '../../adapters/adapter.ts';
import type { Connection } from '../../bridge/connection.ts';
import { fail } from '../../bridge/failure.ts';
import { keyFields } from '../../bridge/key.ts';
import { parseRouteSecret, routeSecrets } from '../http/route/route.ts';
import { serializedCookie } from '../http/cookies.ts';
import { tame } from '../scrub/redact.ts';
import type { CredentialChange } from './credential-changes.ts';
import { headerSafe, pastedKey } from './pasted-key.ts';

/** Names that are told at most, and their longest, in characters: a paste may have any number of cookies. */
const mostNames = 50;
const longestName = 80;

/** The names of the entered cookies that are not kept, because the API does not use them. */
export function droppedCookies(
  adapter: Adapter,
  { baseUrl, settings }: Pick<Connection, 'baseUrl' | 'settings'>,
  given: Record<string, string>,
): string[] {
  const pasted = given[keyFields.cookies]?.trim();
  if (!pasted || !adapter.readCookies) return [];
  const { dropped } = adapter.readCookies(pasted, settings, baseUrl);
  return dropped.slice(0, mostNames).map((name) => tame(name, longestName));
}

/**
 * Converts what a person entered into changes of a key: cookies for the jar, handles, and other fields unchanged. An empty
 * value changes nothing. Throws `invalid`, without quoting the value, for what cannot be part of a request.
 */
export function changesToPut(
  adapter: Adapter,
  { baseUrl, settings }: Pick<Connection, 'baseUrl' | 'settings'>,
  given: Record<string, string>,
): CredentialChange[] {
  return Object.entries(given).flatMap(([name, untrimmed]): CredentialChange[] => {
    const value = untrimmed.trim();
    const forRoute = value ? parseRouteSecret(name, value) : null;
    if (forRoute !== null) return [{ kind: 'set-secret', name, value: forRoute }];
    if (![...adapter.secrets, ...routeSecrets].some((secret) => secret.name === name)) {
      const got = 'this API has no such key field';
      return fail({ code: 'invalid', tried: 'keys.put', got, field: 'secrets' });
    }
    if (!value) return [];
    if (name === keyFields.cookies && adapter.readCookies) {
      const { cookies } = adapter.readCookies(value, settings, baseUrl);
      return cookies.map((cookie) => ({
        kind: 'set-cookie',
        cookie: serializedCookie(cookie.name, headerSafe(cookie.value, name), baseUrl),
      }));
    }
    if (name === keyFields.handles && adapter.readHandles) {
      const handles = adapter.readHandles(value);
      return handles.map((handle) => ({
        kind: 'keep-handle',
        handle: headerSafe(handle, name),
        createdAt: null,
      }));
    }
    return [{ kind: 'set-secret', name, value: pastedKey(value, name) }];
  });
}
