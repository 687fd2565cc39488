import { z } from 'zod';
import { adapters, describe } from '../../adapters/index.ts';
import { contract } from '../../bridge/contract.ts';
import { events } from '../../bridge/events.ts';
import { FailureShape } from '../../bridge/crossing/failure-shape.ts';

let said: string | null = null;

/** Every kind, state, code and name that crosses the bridge as one of our own words, joined into one text. */
function ours(): string {
  if (said !== null) return said;
  const schemas = [
    ...Object.values(contract).map(({ output }) => output),
    ...Object.values(events),
    FailureShape,
  ];
  const written = schemas.map((schema) => z.toJSONSchema(schema, { unrepresentable: 'any' }));
  const described = [...adapters].map(([id, adapter]) => describe(id, adapter));
  return (said = JSON.stringify([Object.keys(contract), written, described, 'demo']));
}

/** Parts that were already looked up: a server may set thousands of cookies made of them. */
const found = new Set<string>();

function isPartOfOurs(part: string): boolean {
  if (!found.has(part) && ours().includes(part)) found.add(part);
  return found.has(part);
}

/**
 * Whether this text, lower-case letters and dashes, may be one of our own words or a part of one. On a person's own
 * machine it may also be a key; it is then not removed from data, because our own words would be removed too.
 */
export function isOurWord(text: string): boolean {
  return /^[a-z-]+$/.test(text) && text.split('-').every(isPartOfOurs);
}
