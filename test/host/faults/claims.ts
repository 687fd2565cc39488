import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { adapters } from '../../../electron/adapters/index.ts';
import { BridgeError, type FailureCode } from '../../../electron/bridge/failure.ts';
import { befalls, faultKinds, type FaultKind } from '../../../mock-server/index.ts';
import { operations, type Operation, type Subject } from '../../../scripts/operation-table.ts';
import { openTestHost, patient, mockOf, type TestHost } from '../../support/host.ts';
import { openSubject } from '../../support/subject.ts';

// Operations × faults: whatever a server does, an operation ends in a typed failure within its deadline, or it works.

const fine = 'works';
type Outcome = FailureCode | typeof fine;

/** What each fault may come to. Several outcomes: it depends on what the operation's answer holds. */
export const outcomes: Record<FaultKind, Outcome[]> = {
  latency: [fine, 'timed-out'],
  status: [
    ...['refused', 'key-rejected', 'forbidden', 'not-found', 'wrong-address', 'server-fault'],
    ...['retired', 'rate-limited'],
  ] as Outcome[],
  'retry-after': ['rate-limited'],
  'x-retry-after': ['rate-limited'],
  'status-500': ['server-fault'],
  'status-502': ['server-fault'],
  'status-503': ['server-fault'],
  'drop-before': ['unreachable'],
  'drop-after': ['unreachable'],
  'half-body': ['unreachable', 'timed-out', 'bad-answer'],
  drip: ['timed-out'],
  stall: ['timed-out'],
  'wrong-type': ['bad-answer', fine],
  html: ['bad-answer'],
  'corrupt-gzip': ['bad-answer'],
  'corrupt-br': ['bad-answer'],
  bomb: ['bad-answer'],
  'deep-json': ['bad-answer'],
  proto: [fine],
  redirect: ['bad-answer'],
  'does-nothing': [fine],
  'clock-skew': [fine],
  'endless-pages': [fine, 'timed-out'],
  'duplicate-ids': [fine],
  'hidden-row': [fine],
  'hidden-row-uncounted': [fine],
  'duplicate-row': [fine],
  'unreadable-row': [fine],
  'own-row-missing': [fine],
  'foreign-list': [fine],
  'wrong-total': [fine],
  'page-cap': [fine],
  'empty-page': [fine],
  'repeated-page': [fine],
  'rows-move': [fine],
  'row-ends': [fine],
  'gateway-404': ['wrong-address', fine],
  'partial-status': ['bad-answer', fine],
  'only-cookie-deleted': [fine],
  'other-cookie-name': ['key-rejected', fine],
  'cookie-cache': [fine],
};

/** Faults that only a deadline puts an end to. */
const endless: readonly FaultKind[] = ['latency', 'drip', 'stall', 'endless-pages'];
/** Deadline of an operation that meets one of them, ms. */
const impatient = 250;

/** Faults of an answer to what has been carried out; it is lost as well where it comes too late. */
const lost: readonly FaultKind[] = ['drop-after', 'half-body', ...endless];

async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    await work;
    return fine;
  } catch (error) {
    if (error instanceof BridgeError) return error.failure.code;
    throw error;
  }
}

/** Each operation of an API with each fault that can befall it. */
function tableOf(api: string): [string, FaultKind, Operation][] {
  const own = operations.filter((operation) => operation.api === api);
  const kinds = faultKinds.filter((kind) => befalls(kind, api));
  return own.flatMap((operation) =>
    kinds.map((kind): [string, FaultKind, Operation] => [operation.name, kind, operation]),
  );
}

/** What an operation that meets a fault may come to. */
function allowed(kind: FaultKind, { name, reads }: Operation): Outcome[] {
  // An end whose answer is lost is sent again; by then the session is gone, and perhaps the key with it.
  const repeated: Outcome[] = !reads && lost.includes(kind) ? ['not-found', 'key-rejected'] : [];
  // A push whose answer is lost may have been sent, and is waited for.
  const unsure: Outcome[] = name.startsWith('provoke_login') ? [fine] : [];
  return [...outcomes[kind], ...repeated, ...unsure];
}

/** How many rows of the list cannot be read. */
async function unreadableIn({ bridge }: TestHost, { connectionId, filters }: Subject): Promise<number> {
  return (await bridge('sessions.list', { connectionId, filters })).unreadable;
}

/** Claims it of every other API, from the one at `first`: in two files, which run side by side. */
export function claimOutcomes(first: 0 | 1): void {
  const apis = [...adapters.keys()].filter((_, index) => index % 2 === first);
  describe.each(apis)('%s', (api) => {
    let testHost: TestHost;
    let subject: Subject;
    let spent = false;
    const openAnew = async () => {
      testHost = await openTestHost({ apis: { apis: [api] } });
      subject = await openSubject(testHost, api);
    };

    beforeAll(openAnew);
    afterEach(() => {
      mockOf(testHost, api).behaviour.faults.length = 0;
    });
    afterAll(() => testHost.close());

    test.each(tableOf(api))('%s with %s', async (name, kind, operation) => {
      // A new server for each that ends something: the next one may need it.
      if (!operation.reads || spent) {
        await testHost.close();
        await openAnew();
      }
      spent = kind === 'row-ends';
      const { behaviour } = mockOf(testHost, api);
      // A year, where a wait is asked for: a shorter one may be waited for.
      behaviour.faults.push({ kind, operation: name, times: Infinity, form: 'huge' });
      if (endless.includes(kind)) testHost.allow(impatient);
      const outcome = await outcomeOf(operation.run(subject));
      testHost.allow(patient);
      expect(allowed(kind, operation)).toContain(outcome);
      expect(testHost.faults).toEqual([]);
      expect('polluted' in {}).toBe(false);

      behaviour.faults.length = 0;
      expect(await unreadableIn(testHost, subject), 'the app is usable afterwards').toBe(0);
    });
  });
}
