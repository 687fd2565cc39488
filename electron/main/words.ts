import { baseLocale, isLocale, setLocale } from './messages/compiled/runtime.js';

/** Sets the locale to the first of the person's languages that has messages. */
export function speak(languages: readonly string[]): void {
  const wanted = languages.map((language) => language.split('-')[0]).find(isLocale);
  void setLocale(wanted ?? baseLocale, { reload: false });
}

const longest = 60;

/** A name as the system may show it: one short line without characters that hide or reorder text. */
export function shownText(name: string): string {
  const line = name.replace(/\p{C}+/gu, ' ').trim();
  const characters = Array.from(new Intl.Segmenter().segment(line), ({ segment }) => segment);
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line;
}
