import { kindOf } from './kind.ts';
import type { ListedSession } from './listed-session.ts';
import type { Names } from './names.ts';
import { folded, foldedWord, inDigraphs } from './search-words.ts';

type Read = (session: ListedSession, names: Names) => string;

/**
 * What is searched of a session, in parts: many sessions share their parts, and each part is kept once. A word is found
 * in one part or in none: no part ends within a word.
 */
const parts = {
  device: (session, names) => names.device(session),
  user: ({ user: { name, email, id } }) => `${name ?? ''}\n${email ?? ''}\n${id ?? ''}`,
  place: (session, names) => names.place(session) ?? '',
  status: (session, names) => names.status(session),
  ip: ({ ip }) => ip ?? '',
  id: ({ nativeId, extra }) => `${nativeId ?? ''}\n${extra?.['client_id'] ?? ''}`,
  app: ({ extra }) => extra?.['client_name'] ?? '',
  agent: ({ userAgent }) => userAgent ?? '',
  browser: ({ device }) => `${device.browser ?? ''} ${device.browserVersion ?? ''}`.trim(),
  os: ({ device }) => device.os ?? '',
  statusGiven: ({ status, statusGiven }) => `${status}\n${statusGiven ?? ''}`,
  kind: (session) => kindOf(session) ?? '',
  source: ({ connectionId }) => connectionId ?? '',
} as const satisfies Record<string, Read>;

export type Part = keyof typeof parts;
export const partNames = Object.keys(parts) as Part[];

/** The parts that a word without a field is looked for in: what a row or its details show. */
export const freeParts: readonly Part[] = ['device', 'user', 'place', 'status', 'ip', 'id', 'app'];

/** A part of a session as it is searched. */
export function textOf(part: Part, session: ListedSession, names: Names): string {
  return parts[part](session, names);
}

const ascii = /^[\0-\x7f]*$/;

/** A text in every spelling that it is found by. */
export function searchable(text: string): string {
  if (ascii.test(text)) return withAddress(text, text.toLowerCase());
  const spelled = inDigraphs(text);
  const texts = spelled === text ? [folded(text)] : [folded(text), folded(spelled)];
  return withAddress(text, texts.join('\n'));
}

/** An address of IPv6 is found by its canonical form as well. */
function withAddress(text: string, plain: string): string {
  if (text.length > 45 || !text.includes(':') || text.includes('\n')) return plain;
  const address = foldedWord(text);
  return address === plain ? plain : `${plain}\n${address}`;
}
