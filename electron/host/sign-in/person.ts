import type { LoginStatus } from '../../adapters/adapter.ts';
import type { Approval, UserMark } from '../../bridge/sign-in.ts';
import type { Person } from './record.ts';

/** Letters that draw nothing, beside the control and format characters. */
const unseen = /[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Longest text that is normalised, in characters: a run of accents takes time that grows with the square of its length. */
const longestNormalised = 1000;

/** A text in one spelling of each character; a longer one than 1,000 characters as it is. */
export function normalised(text: string, form: 'NFC' | 'NFKC'): string {
  return text.length > longestNormalised ? text : text.normalize(form);
}

/** The person of a status, with blank ids as if the server had sent none. */
export function personOf({ userId, accountId }: Pick<LoginStatus, 'userId' | 'accountId'>): Person {
  return { userId: userOf(userId), accountId: accountOf(accountId) };
}

/** A user id as it is compared: one spelling of each character, no space around it; case counts. Null: blank. */
function userOf(id: string | null): string | null {
  if (id === null || id.replace(unseen, '') === '') return null;
  return normalised(id, 'NFC').trim();
}

/** An account id as it is compared: a number, whatever zeros it begins with. Null: blank. */
export function accountOf(id: string | null): string | null {
  const digits = id?.trim() ?? '';
  return digits === '' ? null : digits.replace(/^0+(?=\d)/, '');
}

export function isSamePerson(one: Person, other: Person): boolean {
  return approvalOf(one, other) !== 'unexpected';
}

/**
 * How who has signed in compares with who was asked. The user decides where both are known, and else the account; of
 * one user several accounts may be known, so another account says nothing where only the user was asked.
 */
export function approvalOf(asked: Person, signedIn: Person): Approval {
  const [expected, actual] = [personOf(asked), personOf(signedIn)];
  if (expected.userId !== null && actual.userId !== null)
    return expected.userId === actual.userId ? 'expected' : 'unexpected';
  if (expected.accountId === null || actual.accountId === null) return 'cannot-tell';
  if (expected.accountId === actual.accountId) return 'expected';
  return expected.userId === null ? 'unexpected' : 'cannot-tell';
}

/** What a person should be told of a user id before they trust it; null: nothing. */
export function markOf(userId: string | null): UserMark | null {
  if (userId === null) return null;
  if (userOf(userId) === null) return 'blank';
  // The parts of an address may be in scripts of their own.
  return userId.split('@').some(mixesScripts) ? 'mixed-scripts' : null;
}

const scripts = {
  Latin: /\p{Script=Latin}/u,
  Greek: /\p{Script=Greek}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Armenian: /\p{Script=Armenian}/u,
  Cherokee: /\p{Script=Cherokee}/u,
  Coptic: /\p{Script=Coptic}/u,
  Han: /\p{Script=Han}/u,
  Hiragana: /\p{Script=Hiragana}/u,
  Katakana: /\p{Script=Katakana}/u,
  Bopomofo: /\p{Script=Bopomofo}/u,
  Hangul: /\p{Script=Hangul}/u,
} as const;
type Script = keyof typeof scripts | 'other';

/** Scripts that are written together (Unicode Technical Standard 39, 5.2, Highly Restrictive). */
const together: readonly (readonly Script[])[] = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];

function mixesScripts(text: string): boolean {
  const letters = normalised(text.slice(0, longestNormalised), 'NFC').match(/\p{L}/gu) ?? [];
  const found = new Set(letters.flatMap(scriptOf));
  return (
    found.size > 1 && !together.some((allowed) => [...found].every((script) => allowed.includes(script)))
  );
}

function scriptOf(letter: string): Script[] {
  if (/\p{Script=Common}|\p{Script=Inherited}/u.test(letter)) return [];
  const known = Object.entries(scripts).find(([, pattern]) => pattern.test(letter));
  return [(known?.[0] as Script | undefined) ?? 'other'];
}
