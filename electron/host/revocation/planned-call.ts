import type { Adapter, Api, ApiRequest } from '../../adapters/adapter.ts';
import type { Row } from '../../adapters/pages/listing.ts';
import type { Connection } from '../../bridge/connection.ts';
import { undivided } from '../../bridge/crossing/slices.ts';
import type { PlannedCall } from '../../bridge/revocation.ts';
import { secretsOf } from '../lists/operations.ts';
import { able } from '../work/attempt.ts';

/** Thrown to carry a request out of an adapter instead of sending it. */
class Recorded extends Error {
  readonly request: Pick<ApiRequest<unknown>, 'method' | 'path' | 'params'>;

  constructor(request: ApiRequest<unknown>) {
    super('recorded');
    this.request = request;
  }
}

/** The call that ends a session, taken from the adapter itself, so the plan shows what will be sent. */
export function callToEnd(adapter: Adapter, connection: Connection, row: Row): Promise<PlannedCall> {
  return callOf((api) => able(adapter, 'end')(api, row.handle), connection, secretsOf(row));
}

/** The single call that ends everything, obtained in the same way. */
export function callToEndAll(adapter: Adapter, connection: Connection): Promise<PlannedCall> {
  return callOf((api) => able(adapter, 'endAll')(api), connection, []);
}

async function callOf(
  act: (api: Api) => Promise<void>,
  { settings }: Connection,
  secrets: string[],
): Promise<PlannedCall> {
  const api: Api = {
    settings,
    has: () => true,
    cookies: { all: () => [], set: () => undefined, unkept: () => '' },
    learned: { outlives: null },
    handles: () => [],
    bytesRead: () => 0,
    restartDeadline: () => undefined,
    newSlices: () => undivided,
    request: async (request) => {
      throw new Recorded(request);
    },
  };
  try {
    await act(api);
  } catch (error) {
    if (error instanceof Recorded) return shown(error.request, secrets);
    throw error;
  }
  throw new Error('the adapter ends a session without a request');
}

function shown({ method, path, params = {} }: Recorded['request'], secrets: string[]): PlannedCall {
  const filled = path.replace(/\{(\w+)\}/g, (template, name: string) => {
    const value = params[name] ?? '';
    return secrets.includes(value) ? template : encodeURIComponent(value.toWellFormed());
  });
  return { method, path: filled };
}
