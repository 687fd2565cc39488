import type { Adapter } from '../../adapters/adapter.ts';
import type { abilities } from '../../bridge/api.ts';
import { BridgeError, fail, type Failure } from '../../bridge/failure.ts';

/** The outcome of work that may fail: a value, or a failure to show beside other outcomes. */
export type Attempt<Value> = { value: Value; failure: null } | { value: null; failure: Failure };

/** Runs work and returns a BridgeError as data. Any other error is our own fault and is rethrown. */
export async function attempt<Value>(work: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { value: await work(), failure: null };
  } catch (error) {
    if (error instanceof BridgeError) return { value: null, failure: error.failure };
    throw error;
  }
}

type Operation = (typeof abilities)[number] | 'loginStatus';

/** The adapter's method of this name; throws `unsupported` where the API has no such operation. */
export function able<Name extends Operation>(adapter: Adapter, name: Name): NonNullable<Adapter[Name]> {
  const method = adapter[name];
  return method ?? fail({ code: 'unsupported', tried: name, got: `${adapter.title} has no such operation` });
}
