import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { adapters } from '../../electron/adapters/index.ts';
import type { FailureCode } from '../../electron/bridge/failure.ts';
import { startMockServer } from '../../mock-server/index.ts';
import { operations, type Subject } from '../../scripts/operation-table.ts';
import { failureOf, openTestHost, patient, mockOf, type TestHost } from '../support/host.ts';
import { openSubject } from '../support/subject.ts';

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

/** [operation, status] of every error that the mock server knows to be documented. */
async function documentedErrors(api: string): Promise<[string, number][]> {
  const mock = await startMockServer({ apis: [api] });
  const statuses = Object.entries(mock.apis.get(api)?.errorStatuses ?? {});
  await mock.close();
  return statuses.flatMap(([operation, list]) => list.map((status): [string, number] => [operation, status]));
}

test('the table of operations has all 22, under the names that the mock server took from the documents', async () => {
  for (const api of adapters.keys()) {
    const names = new Set((await documentedErrors(api)).map(([operation]) => operation));
    const own = operations.filter((operation) => operation.api === api).map(({ name }) => name);
    expect(own.sort()).toEqual([...names].sort());
  }
  expect(operations).toHaveLength(22);
});

describe.each([...adapters.keys()])('%s', async (api) => {
  const documented = await documentedErrors(api);
  let app: TestHost;
  let subject: Subject;

  beforeAll(async () => {
    app = await openTestHost();
    subject = await openSubject(app, api);
  });
  afterEach(() => {
    mockOf(app, api).behaviour.refuse = {};
    app.allow(patient);
  });
  afterAll(() => app.close());

  test.each(documented)('%s answering %i gives a failure of its own', async (name, status) => {
    const operation = operations.find((one) => one.api === api && one.name === name);
    const { refuse } = mockOf(app, api).behaviour;
    refuse[name] = { status, times: Infinity };
    const asking = Date.now();
    // Less than is waited after a 429 that names no time, so that it is told at once.
    if (status === 429) app.allow(5_000);
    const work = operation?.run(subject) ?? Promise.resolve();
    if (status === 410) {
      // verify is documented as on its way out: the session is read instead, and that is said.
      expect(await work).toMatchObject({ method: 'get', verifyRetired: true, state: 'active' });
      return;
    }
    if (status === 500 && name.startsWith('provoke_login')) {
      // The phone may be asking all the same, so that it is waited for.
      expect(await work).toMatchObject({ sent: 'maybe' });
      return;
    }
    const failed = await failureOf(work);
    // better-auth's paths name no session, and its 404 has no body: that is what any other server answers too.
    const expected = status === 404 && api === 'better-auth' ? 'wrong-address' : codes[status];
    expect(failed).toMatchObject({ code: expected, status });
    expect(failed.tried).toBe(`${operation?.method} ${operation?.path}`);
    expect(failed.got).toMatch(new RegExp(`^${status}`));
    if (status === 429 && failed.retryAt !== null) expect(failed.retryAt).toBeGreaterThan(asking);
  });
});
