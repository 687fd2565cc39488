import { type Answer, plain } from '../../answer.ts';
import type { Call } from '../../api.ts';
import { type Logins, sessionOf } from './logins.ts';
import type { NextauthTables, Session, UserContext } from './seed.ts';

export type NextauthCall = Call<NextauthTables>;

/**
 * An error answer of nextAuth. Document 003 has none for its six operations; statuses and texts are those of their
 * siblings in the published description, or inferred. The text is for people.
 */
export class NextauthError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Checks key, role, permission, server and nonce before the operation, and answers what it throws in plain text. */
export function permitted(
  permissions: readonly string[],
  handle: (call: NextauthCall, session: Session) => Answer,
): (call: NextauthCall) => Answer {
  return (call) => {
    try {
      requirePermission(call, permissions);
      const { tables, parameters, request } = call;
      if (!tables.servers.some(({ serverid }) => isSameServer(serverid, parameters['serverid'] ?? ''))) {
        throw new NextauthError(404, 'Server not found');
      }
      const nonce = request.headers['x-nonce'] ?? '';
      if (nonce === '' || nonce.length > 256) throw new NextauthError(400, 'X-nonce is missing or too long');
      return handle(call, sessionOf(tables, nonce));
    } catch (error) {
      if (!(error instanceof NextauthError)) throw error;
      return plain(error.status, error.message);
    }
  };
}

/** The optional body, which may also come with a GET (document 003, get_qr_login). */
export function userContextOf({ request: { body } }: NextauthCall): UserContext | null {
  if (body.trim() === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new NextauthError(400, 'The user context is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new NextauthError(400, 'The user context is no object');
  }
  return value;
}

/** What the logins work on during this call. */
export function loginsOf({ tables, now, behaviour }: NextauthCall): Logins {
  return { tables, now, loginSeconds: behaviour.loginSeconds };
}

/** A role narrows the key to its own permissions; only some keys may take one. */
function requirePermission({ request: { headers }, tables }: NextauthCall, wanted: readonly string[]): void {
  const key = tables.keys.find((known) => known.key === headers['x-apikey']);
  if (key === undefined) throw new NextauthError(401, 'The API key is missing or unknown');
  const roleId = headers['x-su'] ?? '';
  const role = tables.roles.find(({ roleid }) => roleid === roleId);
  if (roleId !== '' && (role === undefined || !key.permissions.includes('setrid'))) {
    throw new NextauthError(403, 'The API key may not take this role');
  }
  const { permissions } = role ?? key;
  if (wanted.some((permission) => permissions.includes(permission))) return;
  throw new NextauthError(403, `Required permission: ${wanted.map((name) => `'${name}'`).join(' or ')}`);
}

/** Base64 and Base64url name the same server. */
function isSameServer(serverid: string, given: string): boolean {
  const normal = (text: string): string => text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  return normal(serverid) === normal(given);
}
