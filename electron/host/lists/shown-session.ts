import type { Row } from '../../adapters/pages/listing.ts';
import type { Session, SessionLimit } from '../../bridge/session.ts';
import type { KnownSecrets } from '../scrub/known-secrets.ts';
import { deviceOf } from './device.ts';

/** Longest descriptive text of a session, in characters; a server may send 64 KiB per field. */
const longestText = 4096;

/**
 * A session as it is sent to the page: without secrets, and with descriptive texts cut to 4,096 characters. `nativeId` and
 * `user` stay whole, because requests need them. Secrets are removed before the cut, from twice as many characters, so
 * that none is cut in two and missed.
 */
export function shownSession(
  secrets: Pick<KnownSecrets, 'scrubKept'>,
  given: Row['session'] & Pick<Session, 'id' | 'connectionId' | 'signIn'>,
): Session {
  const read = shortened(given, 2 * longestText);
  const session = read.device ? (read as Session) : { ...read, device: deviceOf(read.userAgent) };
  return shortened(secrets.scrubKept(session), longestText);
}

/** A server's limit as it is sent to the page: its warning without secrets, and cut like a session's texts. */
export function shownLimit(secrets: Pick<KnownSecrets, 'scrub'>, given: SessionLimit): SessionLimit {
  const read = shortTexts(given, 2 * longestText) as SessionLimit;
  return shortTexts(secrets.scrub(read), longestText) as SessionLimit;
}

function shortened<Given extends Row['session']>(session: Given, longest: number): Given {
  if (!hasLonger(session, longest)) return session;
  const { nativeId, user } = session;
  return { ...(shortTexts(session, longest) as Given), nativeId, user };
}

/** The data with every text cut to a length; the same object if none is longer. */
function shortTexts(data: unknown, longest: number): unknown {
  if (typeof data === 'string') return data.length > longest ? `${cut(data, longest)}…` : data;
  if (typeof data !== 'object' || data === null || !hasLonger(data, longest)) return data;
  if (Array.isArray(data)) return data.map((one) => shortTexts(one, longest));
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, shortTexts(value, longest)] as const),
  );
}

/** Whether any text in the data is longer. Most data has no such text and need not be copied. */
function hasLonger(data: unknown, longest: number): boolean {
  if (typeof data === 'string') return data.length > longest;
  if (typeof data !== 'object' || data === null) return false;
  for (const name in data) if (hasLonger((data as Record<string, unknown>)[name], longest)) return true;
  return false;
}

/** Cuts a text, never inside a surrogate pair. */
function cut(text: string, longest: number): string {
  return text.slice(0, longest).replace(/[\ud800-\udbff]$/, '');
}
