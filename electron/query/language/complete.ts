import { fieldNames, fieldOf, type FieldName } from './fields.ts';
import { tokensOf } from './tokens.ts';

/** What is being typed at a place of a query: the name of a field, or a value of one. */
export interface Typed {
  /** What a completion replaces. */
  from: number;
  to: number;
  /** The field whose value is typed; null: a name is. */
  field: FieldName | null;
  typed: string;
}

/** What is being typed where the caret stands; null: nothing that could be completed. */
export function typedAt(text: string, caret: number): Typed | null {
  const term = tokensOf(text).find(
    (token) => token.is === 'term' && token.from <= caret && token.to >= caret,
  );
  if (term?.is !== 'term') return null;
  const { field, from, to, value, valueFrom } = term;
  if (field === null) return text.charAt(from) === '"' ? null : { from, to, field: null, typed: value };
  if (caret < valueFrom || fieldOf(field) === null) return null;
  return { from: valueFrom, to, field: field as FieldName, typed: value };
}

/** The names that begin so. */
export function namesFrom(typed: string): FieldName[] {
  const wanted = typed.toLowerCase();
  return wanted === '' ? [] : fieldNames.filter((name) => name.startsWith(wanted));
}

/** A name with the sign that follows it. */
export function withSign(name: FieldName): string {
  return `${name}${fieldOf(name)?.is === 'time' ? '>' : ':'}`;
}

/** A value as it is written in a query. */
export function asValue(value: string): string {
  const plain = value.replaceAll('"', ' ').trim();
  return /^[^\s()"]+$/.test(plain) ? plain : `"${plain}"`;
}

/** A query in which what is being typed is completed, and where the caret stands then. */
export function completed(text: string, { from, to }: Typed, by: string): { text: string; caret: number } {
  const rest = text.slice(to);
  const gap = /[:>]$/.test(by) || rest.startsWith(' ') ? '' : ' ';
  return { text: text.slice(0, from) + by + gap + rest, caret: from + by.length + gap.length };
}
