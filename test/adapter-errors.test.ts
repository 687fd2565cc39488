import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapters } from '../electron/adapters/index.ts';
import { BridgeError, type FailureCode } from '../electron/bridge/failure.ts';
import type { Session } from '../electron/bridge/session.ts';
import { startWitness } from '../mock-server/index.ts';
import { failureOf, openTestHost, saveOwn, witnessOf, type TestHost } from './support/host.ts';

let desk: TestHost;
let connectionId: string;

async function list(): Promise<Session[]> {
  const connection = (await desk.bridge('connections.list', {})).find(({ id }) => id === connectionId);
  return (await desk.bridge('sessions.list', { connectionId, filters: connection?.filters ?? {} })).sessions;
}

/** A refused end is reported beside its verdict, not thrown. */
async function endOne(sessionId: string): Promise<void> {
  const { results } = await desk.bridge('sessions.end', { connectionId, sessionIds: [sessionId] });
  const failed = results[0]?.callFailure;
  if (failed) throw new BridgeError(failed);
}

/** How each documented operation is reached through the bridge. */
const calls: Record<string, (sessionId: string) => Promise<unknown>> = {
  multi_session_list_device_sessions_get: list,
  multi_session_set_active_post: (sessionId) => desk.bridge('sessions.switch', { connectionId, sessionId }),
  multi_session_revoke_post: endOne,
  get_session_list: list,
  get_session: (sessionId) => desk.bridge('sessions.get', { connectionId, sessionId }),
  revoke_session: endOne,
  verify_session: (sessionId) =>
    desk.bridge('sessions.verify', { connectionId, sessionId, token: 'eyJhbGciOiJub25lIn0.e30.sig' }),
  create_session_token_from_template: (sessionId) =>
    desk.bridge('tokens.mint', { connectionId, sessionId, template: 'supabase', expiresInSeconds: 60 }),
};

const codes: Record<number, FailureCode> = {
  400: 'refused',
  401: 'key-rejected',
  403: 'forbidden',
  404: 'not-found',
  410: 'retired',
  415: 'refused',
  422: 'refused',
  429: 'rate-limited',
  500: 'server-fault',
  503: 'server-fault',
};

/** [operation, status] of every error that the witness knows to be documented. */
async function documentedErrors(api: string): Promise<[string, number][]> {
  const witness = await startWitness({ apis: [api] });
  const statuses = Object.entries(witness.apis.get(api)?.errorStatuses ?? {});
  await witness.close();
  return statuses.flatMap(([operation, list]) => list.map((status): [string, number] => [operation, status]));
}

describe.each([...adapters.keys()])('%s', async (api) => {
  const documented = await documentedErrors(api);

  beforeAll(async () => {
    desk = await openTestHost();
    connectionId = await saveOwn(desk, witnessOf(desk, api));
  });
  afterAll(() => desk.close());

  test('every documented operation is reached', () => {
    expect(documented.length).toBeGreaterThan(10);
    for (const [operation] of documented) expect(Object.keys(calls)).toContain(operation);
  });

  test.each(documented)('%s answering %i gives a failure of its own', async (operation, status) => {
    const target = (await list()).find((session) => session.status === 'active' && !session.current);
    witnessOf(desk, api).manners.refuse[operation] = { status, times: 1 };
    const work = calls[operation]?.(target?.id ?? '') ?? Promise.resolve();
    if (status === 410) {
      // verify is documented as on its way out: the session is read instead, and that is said.
      expect(await work).toMatchObject({ method: 'get', verifyRetired: true, state: 'active' });
      return;
    }
    const failed = await failureOf(work);
    expect(failed).toMatchObject({ code: codes[status], status });
    expect(failed.tried).toMatch(/^(GET|POST) \/[\w{}/-]+$/);
    expect(failed.got).toMatch(new RegExp(`^${status}`));
    if (status === 429) expect(failed.retryAt).toBeGreaterThan(Date.now());
  });
});
