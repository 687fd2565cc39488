import { z } from 'zod';
import { mapInSlices, type Slices } from './slices.ts';

/** An array with more items than this is checked item by item, over several turns of the event loop. */
const many = 20;
/** Large arrays are searched for at most this many fields deep. */
const deepest = 3;

/** Whether the value is, or holds at most three fields deep, an array of more than 20 items. */
export function isLarge(value: unknown, depth = 0): boolean {
  if (Array.isArray(value)) return value.length > many;
  if (typeof value !== 'object' || value === null || depth === deepest) return false;
  return Object.values(value).some((field) => isLarge(field, depth + 1));
}

/**
 * Checks a reply against its schema and removes secrets from it; a large reply is processed in slices. Rejects with
 * ZodError where the reply does not match.
 */
export async function checkOut(
  schema: z.core.$ZodType,
  value: unknown,
  scrub: Scrub,
  slices: Slices,
): Promise<unknown> {
  const whole = (inner: z.core.$ZodType, given: unknown) => {
    // A schema only removes fields, so data without a secret still has none after the check.
    const isClean = scrub(given) === given;
    const checked = z.parse(inner, given);
    return isClean ? checked : scrub(checked);
  };
  if (!isLarge(value)) return whole(schema, value);
  if (schema instanceof z.ZodNullable) return checkOut(schema.unwrap(), value, scrub, slices);
  if (schema instanceof z.ZodArray && Array.isArray(value) && !hasRules(schema))
    return mapInSlices(value, slices, (item) => whole(schema.element, item));
  if (schema instanceof z.ZodObject && !hasRules(schema))
    return checkFields(schema, value as object, scrub, slices);
  return whole(schema, value);
}

type Scrub = <Data>(data: Data) => Data;

/** Rules on the whole value (a length, a refinement, strictness) cannot be checked piece by piece. */
function hasRules(schema: z.ZodArray | z.ZodObject): boolean {
  const { checks, type } = schema.def;
  return (checks?.length ?? 0) > 0 || (type === 'object' && schema.def.catchall !== undefined);
}

async function checkFields(schema: z.ZodObject, value: object, scrub: Scrub, slices: Slices) {
  const shape = new Map<string, z.core.$ZodType>(Object.entries(schema.shape));
  const fields = new Map<string, unknown>(Object.entries(value));
  const large = [...shape].filter(([name]) => isLarge(fields.get(name), 1));
  const isSmall = ([name]: [string, unknown]) => !large.some(([other]) => other === name);
  const small = z.object(Object.fromEntries([...shape].filter(isSmall)));
  const checked: Record<string, unknown> = scrub(
    small.parse(Object.fromEntries([...fields].filter(isSmall))),
  );
  for (const [name, inner] of large) checked[name] = await checkOut(inner, fields.get(name), scrub, slices);
  return checked;
}
