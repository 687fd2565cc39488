import type { LoginStatus } from '../../adapters/adapter.ts';
import type { Approval, UserMark } from '../../bridge/sign-in.ts';
import type { Person } from './record.ts';

/** Invisible characters: control, format, space, ignorable, and the blank Braille pattern. */
const unseen = /[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Longest text that is normalised, in characters: a run of accents takes quadratic time. */
const longestNormalised = 1000;

/** The Unicode-normalised text; a text over 1,000 characters is returned unchanged. */
export function normalised(text: string, form: 'NFC' | 'NFKC'): string {
  return text.length > longestNormalised ? text : text.normalize(form);
}

/** The person of a status, with blank ids as null. */
export function personOf({ userId, accountId }: Pick<LoginStatus, 'userId' | 'accountId'>): Person {
  return { userId: userOf(userId), accountId: accountOf(accountId) };
}

/** A user id for comparison: normalised, without surrounding space; case-sensitive. Null: blank. */
function userOf(id: string | null): string | null {
  if (id === null || id.replace(unseen, '') === '') return null;
  return normalised(id, 'NFC').trim();
}

/** An account id for comparison: without leading zeros. Null: blank. */
export function accountOf(id: string | null): string | null {
  const digits = id?.trim() ?? '';
  return digits === '' ? null : digits.replace(/^0+(?=\d)/, '');
}

/** Whether two records may be of the same person; true also where that cannot be told. */
export function isSamePerson(one: Person, other: Person): boolean {
  return approvalOf(one, other) !== 'unexpected';
}

/**
 * Compares the person who signed in with the person who was asked. The user id decides where both are known, otherwise the
 * account. A user may have several accounts, so another account says nothing where the expected user is known.
 */
export function approvalOf(asked: Person, signedIn: Person): Approval {
  const [expected, actual] = [personOf(asked), personOf(signedIn)];
  if (expected.userId !== null && actual.userId !== null)
    return expected.userId === actual.userId ? 'expected' : 'unexpected';
  if (expected.accountId === null || actual.accountId === null) return 'cannot-tell';
  if (expected.accountId === actual.accountId) return 'expected';
  return expected.userId === null ? 'unexpected' : 'cannot-tell';
}

/** What to warn a person about before they trust a user id; null: nothing. */
export function markOf(userId: string | null): UserMark | null {
  if (userId === null) return null;
  if (userOf(userId) === null) return 'blank';
  // The parts of an address may each use their own script.
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

/** Scripts that are commonly mixed (Unicode Technical Standard 39, 5.2, Highly Restrictive). */
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
