import { fail } from '../../bridge/failure.ts';

// Keys as copied from .env files, JSON, shells and requests: with quotes, a name, a comma or a line break.

/**
 * A name before a key: an environment variable, a word for a key, or anything in quotes, as in JSON. Any other word before
 * `=` or `:` may be part of the key itself, as in `id:secret`, so it is not cut.
 */
const name = [
  /[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+/,
  /(?:[A-Za-z]+[._-])?(?:[aA]pi|[aA]ccess|[sS]ecret|[aA]uth|[rR]efresh)?[._-]?(?:[kK]ey|KEY|[tT]oken|TOKEN|[sS]ecret|SECRET)/,
  /(["'])[\w.-]{1,60}\1/,
]
  .map(({ source }) => source)
  .join('|');

/** What may precede a key; each is removed in turn. */
const before = [
  /^(-H|--header|export|set|const|let)\s+/i,
  /^\$env:/i,
  /^(authorization|x-api-?key|x-auth-token)\s*:\s*/i,
  /^(bearer|token|basic)\s+/i,
  new RegExp(`^(?:${name})\\s*(?:=(?![=\\s]*$)|:)\\s*(?!/)`),
];
/** Quotes, even unpaired, and the angle brackets of a placeholder. */
const quotes = /^["'`“”„‘’‚«»<]+|["'`“”„‘’‚«»>]+$/g;

/** What .env files and scripts note beside a key: a key has no space, so nothing of it can follow one. */
const comments = /[ \t](?:#|\/\/ )[^\r\n]*|^(?:#|\/\/) [^\r\n]*/g;

/** Extracts the key from a pasted text. Throws `invalid`, never quoting the text, for what cannot be a key. */
export function pastedKey(pasted: string, field: string): string {
  // Terminals and mail programs break long tokens, and some editors add invisible characters.
  let key = pasted
    .replace(comments, '')
    .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, '')
    .replace(/\s*\\?\r?\n\s*/g, '');
  for (let last = ''; last !== key;) {
    last = key;
    key = key
      .trim()
      .replace(/[,;]+$/, '')
      .replace(/^\{(.*)\}$/, '$1');
    // Names first: in JSON the leading quote belongs to the name.
    for (const start of before) key = key.replace(start, '');
    key = key.replace(quotes, '');
  }
  if (/^pk_(test|live)_/.test(key)) {
    const got = 'this is a publishable key (pk_…), which opens nothing: the secret key begins with sk_';
    return fail({ code: 'invalid', tried: 'keys.put', got, field });
  }
  return headerSafe(key, field);
}

/** Returns the value if it fits into a header; otherwise throws `invalid`, never quoting it. */
export function headerSafe(value: string, name: string): string {
  if (/^[\x21-\x7e]{6,16384}$/.test(value)) return value;
  const got =
    'a key has 6 to 16,384 visible ASCII characters and no space: was something else copied with it?';
  return fail({ code: 'invalid', tried: 'keys.put', got, field: name });
}
