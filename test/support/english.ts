import { m } from '../../renderer/messages/compiled/messages.js';
import { overwriteGetLocale } from '../../renderer/messages/compiled/runtime.js';
import { like } from './like.ts';

const spoken = ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-valuetext'];

/** All that the page says: its visible texts, and those that a screen reader or a pointer finds. */
export function textsOf(root: Element = document.body): string[] {
  const texts: string[] = [];
  for (const element of root.querySelectorAll('*')) {
    // What somebody else says, word for word: the phone's text, a server's.
    if (!element.checkVisibility() || element.closest('[translate=no]')) continue;
    for (const name of spoken) texts.push(element.getAttribute(name) ?? '');
    for (const node of element.childNodes)
      if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent ?? '');
  }
  return [...new Set(texts.map((text) => text.replaceAll(/\s+/g, ' ').trim()))].filter(Boolean);
}

/** Fewer letters than these beside its parameters, and a message is like too many texts. */
const fewest = 5;

function lettersOf(source: string): number {
  return source.replaceAll(/\.\+|\[\\d\.,\]\+|\\./g, '').replaceAll(/[^a-z]/gi, '').length;
}

/**
 * Finds texts that an English message says and no German one: what is the same in both languages is in neither's way. Leaves
 * the page in German.
 */
export function englishFinder(): (texts: readonly string[]) => string[] {
  const messages = Object.values(m) as Parameters<typeof like>[0][];
  const sourcesIn = (locale: 'en' | 'de') => {
    overwriteGetLocale(() => locale);
    return messages.map((message) => like(message).source);
  };
  const [english, german] = [sourcesIn('en'), sourcesIn('de')];
  const differing = english.filter((source, at) => source !== german[at] && lettersOf(source) >= fewest);
  const whole = (sources: string[]) => sources.map((source) => new RegExp(`^${source}$`, 's'));
  const [isEnglish, isGerman] = [whole(differing), whole(german.filter((source) => lettersOf(source) > 0))];
  return (texts) =>
    texts.filter(
      (text) => isEnglish.some((one) => one.test(text)) && !isGerman.some((one) => one.test(text)),
    );
}
