import { isLikeIpv6 } from '../search-words.ts';

/** How a field is compared with its value; `:` is for text. */
export const comparisons = [':', '<=', '>=', '<', '>'] as const;
export type Comparison = (typeof comparisons)[number];

/** Part of a query, with its place in the text. */
export interface Place {
  from: number;
  to: number;
}

/** A word, or a field with its value. */
export interface Term extends Place {
  is: 'term';
  field: string | null;
  comparison: Comparison;
  value: string;
  /** Where the value begins. */
  valueFrom: number;
  /** A quotation mark that is not closed. */
  isOpen: boolean;
}

export type Token = Term | (Place & { is: '(' | ')' | 'OR' | '-' });

const field = /([a-z]+)(:|<=|>=|<|>)/iy;
const word = /[^\s()"]+/y;
const quoted = /"([^"]*)("?)/y;

/** The tokens of a query. `OR` is in capitals, as “or” is a word; `AND` says what is meant anyway. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at = tokens.at(-1)?.to ?? at) {
    at += (/^\s*/.exec(text.slice(at)) ?? [''])[0].length;
    if (at >= text.length) break;
    tokens.push(tokenAt(text, at));
  }
  return tokens.filter((token) => token.is !== 'term' || token.field !== null || token.value !== 'AND');
}

function tokenAt(text: string, at: number): Token {
  const sign = text.charAt(at);
  if (sign === '(' || sign === ')') return { is: sign, from: at, to: at + 1 };
  if (sign === '-' && /^-[^\s)]/.test(text.slice(at, at + 2))) return { is: '-', from: at, to: at + 1 };
  if (/^OR(?![^\s()])/.test(text.slice(at, at + 3))) return { is: 'OR', from: at, to: at + 2 };
  return termAt(text, at);
}

function termAt(text: string, from: number): Term {
  const [whole = ''] = matchAt(word, text, from) ?? [];
  const named = isLikeIpv6(whole) ? null : matchAt(field, text, from);
  const [prefix = '', name = null, comparison = ':'] = named ?? [];
  const valueFrom = from + prefix.length;
  const inQuotes = matchAt(quoted, text, valueFrom);
  const bare = matchAt(word, text, valueFrom)?.[0] ?? '';
  const [all, value = '', end = ''] = inQuotes ?? [bare, bare, '"'];
  const to = Math.max(from + 1, valueFrom + all.length);
  const parts = { value, valueFrom, isOpen: end === '' };
  return {
    is: 'term',
    field: name?.toLowerCase() ?? null,
    comparison: comparison as Comparison,
    from,
    to,
    ...parts,
  };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
