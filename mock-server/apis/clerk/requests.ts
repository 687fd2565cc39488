import type { Answer, ReceivedRequest } from '../../answer.ts';
import type { Call } from '../../api.ts';
import {
  bodyInvalid,
  ClerkError,
  errorAnswer,
  formatInvalid,
  headerFormatInvalid,
  keyInvalid,
  sessionNotFound,
  valueInvalid,
  versionInvalid,
} from './errors.ts';
import type { ClerkTables, Session } from './seed.ts';

export type ClerkCall = Call<ClerkTables>;

/** Document 004 describes this version; a request that names none gets it. */
const documentedVersion = '2021-02-05';

/** Checks key and version before the operation, and turns what it throws into Clerk's error answers. */
export function authenticated(
  secretKey: string,
  handle: (call: ClerkCall, version: string) => Answer,
): (call: ClerkCall) => Answer {
  return (call) => {
    try {
      requireKey(call.request, secretKey);
      return handle(call, versionOf(call.request));
    } catch (error) {
      if (!(error instanceof ClerkError)) throw error;
      return errorAnswer(error);
    }
  };
}

/** The session that the path names. */
export function namedSession({ tables, parameters }: ClerkCall): Session {
  const id = parameters['session_id'] ?? '';
  const session = tables.sessions.find((candidate) => candidate.id === id);
  if (session === undefined) throw sessionNotFound(id);
  return session;
}

/** The JSON body as an object; an empty one counts as `{}`, since the SDK announces JSON and sends nothing. */
export function bodyOf({ request }: ClerkCall): Record<string, unknown> {
  if (request.body === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(request.body);
  } catch {
    throw bodyInvalid();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bodyInvalid();
  return value as Record<string, unknown>;
}

/** A whole number in a range, or the default when there is no such parameter. */
export function wholeNumber(name: string, value: unknown, [least, most]: readonly [number, number]): number {
  const isNumeric = typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
  const number = Number(value);
  if (!isNumeric || !Number.isInteger(number)) throw formatInvalid(name, 'a whole number');
  if (number < least || number > most) throw valueInvalid(name, `${least} to ${most}`);
  return number;
}

function requireKey({ headers }: ReceivedRequest, secretKey: string): void {
  const key = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1];
  if (key === undefined) throw headerFormatInvalid();
  if (key !== secretKey) throw keyInvalid();
}

function versionOf({ headers, query }: ReceivedRequest): string {
  const named = [headers['clerk-api-version'], ...query.getAll('__clerk_api_version')].filter(
    (version) => version !== undefined,
  );
  if (named.length > 1) throw versionInvalid();
  const [version = documentedVersion] = named;
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(version) && !Number.isNaN(Date.parse(version));
  if (!isDate || version < documentedVersion) throw versionInvalid();
  return version;
}
