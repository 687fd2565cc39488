// These two also run in the page's isolated world, as text: they use nothing that is not in them.

export type Encoded = string | number | boolean | null | [string, ...unknown[]];

/**
 * What structured clone carries, as JSON: also undefined, dates, maps, sets, bytes, big integers and errors. Throws
 * for the rest, as cloning does. Without cycles.
 */
export function encode(value: unknown): Encoded {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : ['number', String(value)];
  if (value === undefined) return ['undefined'];
  if (typeof value === 'bigint') return ['bigint', String(value)];
  if (typeof value !== 'object') throw new Error('An object could not be cloned.');
  if (Array.isArray(value)) return ['array', value.map(encode)];
  if (value instanceof Date) return ['date', value.getTime()];
  if (value instanceof Map) return ['map', [...value].map(encode)];
  if (value instanceof Set) return ['set', [...value].map(encode)];
  if (value instanceof Error) return ['error', value.name, value.message];
  if (value instanceof Uint8Array) return ['bytes', [...value]];
  if (Object.prototype.toString.call(value) !== '[object Object]') {
    throw new Error('An object could not be cloned.');
  }
  return ['object', Object.entries(value).map(([key, held]) => [key, encode(held)])];
}

export function decode(encoded: Encoded): unknown {
  if (!Array.isArray(encoded)) return encoded;
  const [kind, first, second] = encoded;
  const items = () => (first as Encoded[]).map(decode);
  const makers: Record<string, () => unknown> = {
    number: () => Number(first),
    undefined: () => undefined,
    bigint: () => BigInt(first as string),
    array: items,
    date: () => new Date(first as number),
    map: () => new Map(items() as [unknown, unknown][]),
    set: () => new Set(items()),
    error: () => Object.assign(new Error(second as string), { name: first }),
    bytes: () => Uint8Array.from(first as number[]),
    object: () =>
      Object.fromEntries((first as [string, Encoded][]).map(([key, held]) => [key, decode(held)])),
  };
  const make = makers[kind];
  if (!make) throw new Error(`nothing is encoded as ${kind}`);
  return make();
}
