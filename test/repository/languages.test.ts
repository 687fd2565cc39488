import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

// Every message is said in both languages, about the same things.

/** Words that German has taken over, names, and signs for units. */
const shared = new Set(
  (
    'sessiondeck demo staging system version api name acme eu optional orange status desktop tablet s min h browser ' +
    'header claims m l logo operation hash sha standard esc dialog origin proxy'
  ).split(' '),
);

type Messages = Record<string, unknown>;

function readMessages(folder: string, locale: 'en' | 'de'): Messages {
  const { $schema: _, ...messages } = JSON.parse(
    readFileSync(`${folder}/${locale}.json`, 'utf8'),
  ) as Messages;
  return messages;
}

/** The words of a message without its parameters. */
function wordsOf(message: unknown): string[] {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return (
    text
      .replaceAll(/\{\w+\}/g, '')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  );
}

function parametersOf(message: unknown): string[] {
  return [...new Set(JSON.stringify(message).match(/\{\w+\}/g) ?? [])].toSorted();
}

/** Messages that stayed English: the same in both languages, with a word that German has not. */
function leftIn(english: Messages, german: Messages): string[] {
  return Object.keys(english).filter(
    (key) =>
      JSON.stringify(english[key]) === JSON.stringify(german[key]) &&
      !wordsOf(english[key]).every((word) => shared.has(word)),
  );
}

describe.each(['renderer/messages', 'electron/main/messages'])('%s', (folder) => {
  const [english, german] = [readMessages(folder, 'en'), readMessages(folder, 'de')];

  test('has the same messages in both languages', () => {
    expect(Object.keys(german).toSorted()).toEqual(Object.keys(english).toSorted());
  });

  test('has no message left in English', () => {
    expect(leftIn(english, german)).toEqual([]);
  });

  test('says the same parameters in both', () => {
    const differing = Object.keys(english).filter(
      (key) => parametersOf(english[key]).join() !== parametersOf(german[key]).join(),
    );
    expect(differing).toEqual([]);
  });
});

test('the control: a message that nobody translated is found', () => {
  const english = { a: 'Nothing left to end', b: 'Demo', c: '{n} s' };
  expect(leftIn(english, { ...english })).toEqual(['a']);
  expect(leftIn(english, { ...english, a: 'Nichts zu beenden' })).toEqual([]);
});
