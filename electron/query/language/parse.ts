import type { HintKind } from '../hints.ts';
import type { ListedSession } from '../listed-session.ts';
import { freeParts, type Part } from '../listed-text.ts';
import { spellingsOf } from '../search-words.ts';
import { addressesIn } from './addresses.ts';
import { fieldNames, fieldOf, nearest, type Field } from './fields.ts';
import { durationIn, lengthsThat, periodIn, timesThat } from './times.ts';
import { tokensOf, type Place, type Term, type Token } from './tokens.ts';

/** What is asked of one session. */
export type Ask =
  | { is: 'text'; parts: readonly Part[]; spellings: readonly string[] }
  /** A whole part that passes a test. */
  | { is: 'part'; part: Part; holds: (text: string) => boolean }
  | { is: 'hint'; kind: HintKind }
  | {
      is: 'number';
      read: (session: ListedSession, at: number) => number | null;
      holds: (value: number) => boolean;
    };

export type Expression =
  | Ask
  | { is: 'all'; of: readonly Expression[] }
  | { is: 'any'; of: readonly Expression[] }
  | { is: 'not'; of: Expression };

export const problemKinds = [
  'unknown-field', // `usr:ana`
  'unknown-value', // `kind:robot`
  'no-value', // `user:`
  'no-length', // `idle>soon`, `idle:30d`
  'no-time', // `created<soon`
  'no-address', // `ip:10.0.0.0/99`
  'not-compared', // `user>ana`
  'open-quote',
  'open-group',
  'stray', // an OR or a parenthesis with nothing to join or to close
  'too-deep',
] as const;

/** What is wrong with a query, and where. */
export interface Problem extends Place {
  what: (typeof problemKinds)[number];
  /** What was probably meant instead. */
  near: string | null;
}

/** A query that was read. One with a problem matches nothing. */
export interface Query {
  asked: Expression;
  problems: readonly Problem[];
}

/** How deep parentheses may be nested. */
const deepest = 20;

/** Reads a query. Never throws: what is wrong is in `problems`. */
export function parse(text: string): Query {
  const reading = new Reading(tokensOf(text), text.length);
  return { asked: reading.whole(), problems: reading.problems };
}

class Reading {
  readonly problems: Problem[] = [];
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens;
    this.#end = end;
  }

  whole(): Expression {
    const all: Expression[] = [];
    while (this.#next < this.#tokens.length) {
      all.push(this.#any());
      const token = this.#tokens[this.#next];
      if (token) this.#flaw('stray', token);
      this.#next += 1;
    }
    return { is: 'all', of: all };
  }

  #any(): Expression {
    const of = [this.#all()];
    for (let token = this.#peek(); token?.is === 'OR'; token = this.#peek()) {
      this.#next += 1;
      const isJoined = of.at(-1) !== nothing && startsTerm(this.#peek());
      if (!isJoined) this.#flaw('stray', token);
      of.push(this.#all());
    }
    return of.length === 1 ? (of[0] ?? nothing) : { is: 'any', of };
  }

  #all(): Expression {
    const of: Expression[] = [];
    while (startsTerm(this.#peek())) of.push(this.#one());
    return of.length === 0 ? nothing : { is: 'all', of };
  }

  #one(): Expression {
    const token = this.#tokens[this.#next++];
    if (token?.is === '-') return startsTerm(this.#peek()) ? { is: 'not', of: this.#one() } : nothing;
    if (token?.is === 'term') return this.#term(token);
    return token?.is === '(' ? this.#group(token) : nothing;
  }

  #group(open: Token): Expression {
    this.#depth += 1;
    if (this.#depth > deepest) {
      this.#flaw('too-deep', open);
      this.#next = this.#tokens.length;
      return nothing;
    }
    const inside = this.#any();
    this.#depth -= 1;
    const close = this.#peek();
    if (close?.is !== ')') this.#flaw('open-group', { from: open.from, to: this.#end });
    else if (inside === nothing) this.#flaw('stray', { from: open.from, to: close.to });
    if (close) this.#next += 1;
    return inside;
  }

  #term(term: Term): Expression {
    if (term.isOpen) this.#flaw('open-quote', term);
    if (term.field === null) return textAsk(freeParts, term.value);
    const field = fieldOf(term.field);
    if (!field) {
      const place = { from: term.from, to: term.from + term.field.length };
      return this.#flaw('unknown-field', place, nearest(term.field, fieldNames));
    }
    if (term.value.trim() === '') return this.#flaw('no-value', term);
    return this.#asked(field, term);
  }

  #asked(field: Field, term: Term): Expression {
    if (field.is === 'time') return this.#time(field, term);
    const value = { from: term.valueFrom, to: term.to };
    if (term.comparison !== ':') return this.#flaw('not-compared', term, `${term.field ?? ''}:`);
    if (field.is === 'text') return textAsk(field.parts, term.value);
    if (field.is === 'choice' || field.is === 'hint')
      return this.#choice(field, term.value.toLowerCase(), value);
    const holds = addressesIn(term.value);
    if (holds) return { is: 'part', part: 'ip', holds };
    return term.value.includes('/') ? this.#flaw('no-address', value) : textAsk(['ip'], term.value);
  }

  #choice(field: Extract<Field, { is: 'choice' | 'hint' }>, wanted: string, place: Place): Expression {
    if (!field.values.includes(wanted))
      return this.#flaw('unknown-value', place, nearest(wanted, field.values));
    if (field.is === 'hint') return { is: 'hint', kind: wanted as HintKind };
    return { is: 'part', part: field.part, holds: (text) => text === wanted };
  }

  #time({ lengthAt, moment }: Extract<Field, { is: 'time' }>, term: Term): Expression {
    const { comparison, value } = term;
    const length = durationIn(value);
    const lengths = length === null ? null : lengthsThat(comparison, length);
    if (lengths) return { is: 'number', read: lengthAt, holds: lengths };
    const period = moment ? periodIn(value) : null;
    if (moment && period) return { is: 'number', read: moment, holds: timesThat(comparison, period) };
    return this.#flaw(moment && length === null ? 'no-time' : 'no-length', term, lengthAdvice(term, length));
  }

  #flaw(what: Problem['what'], { from, to }: Place, near: string | null = null): Expression {
    this.problems.push({ what, from, to, near });
    return nothing;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }
}

/** A part of a query that is missing or wrong. It stands for nothing: the query has a problem. */
const nothing: Expression = { is: 'all', of: [] };

function startsTerm(token: Token | undefined): boolean {
  return token?.is === 'term' || token?.is === '-' || token?.is === '(';
}

/** `idle:30d` is probably meant as `idle>30d`. */
function lengthAdvice({ field, value }: Term, length: number | null): string | null {
  return length === null ? null : `${field ?? ''}>${value}`;
}

function textAsk(parts: readonly Part[], value: string): Ask {
  return { is: 'text', parts, spellings: spellingsOf(value) };
}
