import type { Connection } from '../../bridge/connection.ts';
import type { DemoFaults } from '../../bridge/demo.ts';
import { fail } from '../../bridge/failure.ts';
import type { Fault, MockServer, MockApi } from '../../../mock-server/index.ts';
import { adapters } from '../../adapters/index.ts';
import type { CredentialChange } from '../keys/credential-changes.ts';
import { changesToPut } from '../keys/key-input.ts';
import { heldKeys } from '../keys/held-keys.ts';
import { memoryKeys } from '../keys/keys.ts';
import { credentialsIn, type Realm } from './realm.ts';

/** One colour per demo API, in order, so that they are easy to tell apart in the rail. */
const demoColours: readonly Connection['colour'][] = ['teal', 'pink', 'amber', 'green', 'violet', 'blue'];

/** Control over the faults of one running mock API. */
export interface DemoApi {
  look(): DemoFaults;
  /** Throws `invalid` for an unknown kind or operation. */
  add(kind: string, operation: string, times: number): void;
  clear(): void;
}

export interface Demo {
  realm: Realm;
  /** By connection id. */
  apis: ReadonlyMap<string, DemoApi>;
  close(): Promise<void>;
}

/**
 * Starts the mock server on free ports of 127.0.0.1 and creates the realm of its connections. Its keys belong to the mock
 * server and are only in memory; the person's own keys are never in this realm.
 */
export async function startDemo(): Promise<Demo> {
  const { startMockServer } = await import('../../../mock-server/index.ts');
  return openDemo(await startMockServer());
}

/** Opens the demo on a running mock server; closing the demo closes the server. */
export async function openDemo(mock: MockServer): Promise<Demo> {
  const { befalls, faultKinds, faultWords } = await import('../../../mock-server/index.ts');
  const apis = [...mock.apis.values()].map((api): [string, DemoApi] => {
    const kinds = faultKinds.filter((kind) => befalls(kind, api.id));
    return [
      idOf(api),
      demoApi(
        api,
        kinds.map((kind) => ({ kind, words: faultWords[kind] })),
      ),
    ];
  });
  return { realm: await demoRealm(mock), apis: new Map(apis), close: () => mock.close() };
}

function demoApi({ behaviour, errorStatuses, phone, baseUrl }: MockApi, kinds: DemoFaults['kinds']): DemoApi {
  const operations = Object.keys(errorStatuses);
  return {
    look() {
      const active = behaviour.faults
        .filter(({ times }) => times > 0)
        .map(({ kind, operation, times }) => ({ kind, operation, timesLeft: times }));
      return { kinds, operations, active, phone: phone ? `${new URL(baseUrl).origin}/_phone` : null };
    },
    add(kind, operation, times) {
      const isKnown = kinds.some((known) => known.kind === kind);
      if (!isKnown || (operation !== '*' && !operations.includes(operation))) {
        fail({
          code: 'invalid',
          tried: 'demo.addFault',
          got: 'there is no such fault or operation',
          field: 'kind',
        });
      }
      // The kind was checked above, and every kind has defaults for its parameters.
      behaviour.faults.push({ kind: kind as Fault['kind'], operation, times });
    },
    clear() {
      behaviour.faults.length = 0;
    },
  };
}

/** The realm of a running mock server: one connection per API that has an adapter. */
async function demoRealm(mock: MockServer): Promise<Realm> {
  const apis = [...adapters.keys()].flatMap((id) => mock.apis.get(id) ?? []);
  const connections = apis.map((api, index) => toConnection(api, demoColours[index] ?? 'grey'));
  const none = {
    keyFields: () => [],
    isKeyInMemory: () => false,
    setKeyInMemory: () => undefined,
    setKeyFields: () => undefined,
    orphans: () => [],
    addOrphan: () => undefined,
    orphanGone: () => undefined,
  };
  const credentials = credentialsIn(heldKeys({ state: 'ready', keys: memoryKeys() }), none);
  for (const [index, api] of apis.entries()) {
    const connection = connections[index];
    if (connection) await credentials.put(connection, keyOf(api, connection), false);
  }
  return { list: () => connections, credentials };
}

function idOf({ id }: MockApi): string {
  return `demo-${id}`;
}

function toConnection(api: MockApi, colour: Connection['colour']): Connection {
  const { id, baseUrl, access } = api;
  const { settings, filters } = access;
  const name = adapters.get(id)?.title ?? id;
  return { id: idOf(api), api: id, name, kind: 'demo', colour, baseUrl, settings, filters };
}

function keyOf({ id, access }: MockApi, connection: Connection): CredentialChange[] {
  const adapter = adapters.get(id);
  return adapter ? changesToPut(adapter, connection, access.secrets) : [];
}
