import type { ListedSession } from './listed-session.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A longer text says no more of a device. */
const longestAgent = 80;

/** What the parts of a session are called in the words of one vocabulary; every word is looked up once. */
export class Names {
  readonly #words: Readonly<Vocabulary>;
  readonly #browserOnOs: Fill;
  readonly #account: Fill;
  readonly #near: Fill;

  constructor(words: Readonly<Vocabulary>) {
    this.#words = words;
    this.#browserOnOs = template(words['device.browser-on-os'] ?? '');
    this.#account = template(words['device.account'] ?? '');
    this.#near = template(words['place.near'] ?? '');
  }

  /** "Chrome 126 on macOS", or the nearest to it that the API's fields allow. */
  device({ device, userAgent, phone }: Pick<ListedSession, 'device' | 'userAgent' | 'phone'>): string {
    const { browser, browserVersion, os } = device;
    const version = browserVersion?.split('.', 1)[0];
    const named = browser && version ? `${browser} ${version}` : browser;
    if (named && os) return this.#browserOnOs({ browser: named, os });
    const account = phone?.accountId ? this.#account({ id: phone.accountId }) : null;
    return named ?? os ?? userAgent?.slice(0, longestAgent) ?? account ?? this.#word('device.unknown');
  }

  /** "near Lisbon, PT": always an estimate, hence "near". Null: the API gives no place. */
  place(session: Pick<ListedSession, 'city' | 'country'>): string | null {
    const place = placeOf(session);
    return place === null ? null : this.#near({ place });
  }

  /** The word for the status, or for a sign-in that says more; for one we do not know, the API's own. */
  status({ signIn, status, statusGiven }: Pick<ListedSession, 'signIn' | 'status' | 'statusGiven'>): string {
    if (signIn) return this.#word(`sign-in.${signIn}`);
    if (status !== 'unknown' || !statusGiven) return this.#word(`status.${status}`);
    return this.#words[`given.${statusGiven}`] ?? statusGiven;
  }

  #word(key: string): string {
    return this.#words[key] ?? '';
  }
}

/** "Lisbon, PT", as far as the API gives it. */
export function placeOf({ city, country }: Pick<ListedSession, 'city' | 'country'>): string | null {
  const parts = [city, country].filter((part) => part !== null && part.trim() !== '');
  return parts.length === 0 ? null : parts.join(', ');
}

/** The user's name, or the mail address or id where there is no name. Null: the API says none of them. */
export function userOf({ user: { name, email, id } }: Pick<ListedSession, 'user'>): string | null {
  if (name !== null && name.trim() !== '') return name;
  if (email !== null && email.trim() !== '') return email;
  return id !== null && id.trim() !== '' ? id : null;
}

type Fill = (values: Readonly<Record<string, string>>) => string;

/** A text with names in braces, taken apart once. */
function template(text: string): Fill {
  const pieces = text.split(/\{(\w+)\}/);
  return (values) => {
    let filled = '';
    for (const [at, piece] of pieces.entries()) filled += at % 2 === 0 ? piece : (values[piece] ?? '');
    return filled;
  };
}
