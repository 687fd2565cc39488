import type { z } from 'zod';
import type { Field } from '../bridge/api.ts';
import type { Slices } from '../bridge/crossing/slices.ts';
import { fail } from '../bridge/failure.ts';
import type { Row } from './pages/listing.ts';

/** Parses each item by itself, so that one bad row loses only itself. */
export async function readRows<Wire, Read = Row>(
  items: unknown[],
  wire: z.ZodType<Wire>,
  toRow: (item: Wire) => Read,
  slices: Slices,
): Promise<{ rows: Read[]; unreadable: number }> {
  const rows: Read[] = [];
  for (const item of items) {
    if (slices.isDue()) await slices.next();
    const parsed = wire.safeParse(item);
    if (parsed.success) rows.push(toRow(parsed.data));
  }
  return { rows, unreadable: items.length - rows.length };
}

/** Fields in which servers wrap a list, nested up to three deep. */
const envelopes = [
  ...['sessions', 'items', 'data', 'results', 'result', 'rows', 'records', 'content', 'list', 'entries'],
  ...['hydra:member', 'member', '_embedded', 'values'],
];

function itemsIn(body: unknown, depth: number): unknown[] | null {
  if (Array.isArray(body)) return body as unknown[];
  if (typeof body !== 'object' || body === null || depth === 0) return null;
  const fields = body as Record<string, unknown>;
  const keys = Object.keys(fields);
  // PHP sends a list from which something was removed as an object with numbers for names.
  if (keys.length > 0 && keys.every((key) => /^\d{1,9}$/.test(key))) return Object.values(fields);
  const name = envelopes.find((known) => typeof fields[known] === 'object' && fields[known] !== null);
  return name === undefined ? null : itemsIn(fields[name], depth - 1);
}

/**
 * The items of a list, bare or in one of the known envelopes; throws `bad-answer` where there is no list. `total` is the
 * server's own count: Go sends null for an empty list, and only a count of 0 proves that this is meant.
 */
export function itemsOf(body: unknown, tried: string, total: number | null = null): unknown[] {
  const items = itemsIn(body, 3);
  if (items) return items;
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  if (total === 0 && envelopes.some((name) => fields[name] === null)) return [];
  return fail({ code: 'bad-answer', tried, got: 'the answer is no list of sessions in any known shape' });
}

/** The text; null when it is blank. */
export function filled(text: string | null | undefined): string | null {
  return text?.trim() ? text : null;
}

/** The entries that have a value, as text. */
export function extras(
  entries: Record<string, string | number | boolean | null | undefined>,
): Record<string, string> {
  const kept = Object.entries(entries).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

/** A form field with the usual defaults. */
export function field(parts: Pick<Field, 'name' | 'label'> & Partial<Field>): Field {
  return { kind: 'text', required: false, initial: '', choices: [], help: '', ...parts };
}
