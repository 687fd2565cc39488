import { contract, type Method } from '../../../../electron/bridge/contract.ts';
import type { Random } from '../../../../mock-server/random.ts';

/** As much of JSON Schema as the contract's inputs come to. */
interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
}

/** Values that mean something at present, by the name of their field. */
export type Known = Partial<Record<string, readonly string[]>>;

export const methods = Object.keys(contract) as Method[];

const schemas = new Map<Method, Schema>();

function schemaOf(method: Method): Schema {
  const schema =
    schemas.get(method) ??
    (contract[method].input.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as Schema);
  schemas.set(method, schema);
  return schema;
}

/** An input of the right form, with ids that there are where any are known. */
export function inputFor(method: Method, known: Known, random: Random): unknown {
  return valueOf(schemaOf(method), '', known, random);
}

function valueOf(schema: Schema, name: string, known: Known, random: Random): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return valueOf(random.pick(choices), name, known, random);
  switch (schema.type) {
    case 'object':
      return objectOf(schema, known, random);
    case 'array': {
      const { items = {} } = schema;
      return Array.from({ length: random.integer(0, 3) }, () =>
        valueOf(items, name.replace(/s$/, ''), known, random),
      );
    }
    case 'boolean':
      return random.integer(0, 1) === 1;
    case 'integer':
    case 'number':
      return random.integer(Math.max(0, schema.minimum ?? 0), Math.min(1000, schema.maximum ?? 1000));
    case 'null':
      return null;
    default:
      return textOf(schema, name, known, random);
  }
}

function objectOf({ properties = {}, additionalProperties }: Schema, known: Known, random: Random): object {
  const own = Object.entries(properties).map(([name, inner]) => [name, valueOf(inner, name, known, random)]);
  const more =
    typeof additionalProperties === 'object' && random.integer(0, 1)
      ? [[random.pick(known['name'] ?? ['a']), valueOf(additionalProperties, 'value', known, random)]]
      : [];
  return Object.fromEntries([...own, ...more] as [string, unknown][]);
}

function textOf({ minLength = 0 }: Schema, name: string, known: Known, random: Random): string {
  const ids = known[name] ?? [];
  if (ids.length > 0 && random.integer(1, 10) > 1) return random.pick(ids);
  return random.pick(['a', 'user_1', '42', random.text(20), '']).padEnd(minLength, 'x');
}
