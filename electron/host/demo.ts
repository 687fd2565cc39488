import type { Connection } from '../bridge/connection.ts';
import type { Witness, WitnessApi } from '../../mock-server/index.ts';
import { adapters } from '../adapters/index.ts';
import { emptyCredential, putSecrets, type Credential } from './credential.ts';
import { memoryKeys } from './keys.ts';
import { credentialsIn, type Realm } from './realm.ts';

/** Told apart at a glance in the rail. */
const colourOf: Record<string, Connection['colour']> = {
  'better-auth': 'teal',
  'nest-sessions': 'pink',
  vault: 'amber',
  nextauth: 'green',
  clerk: 'violet',
};

export interface Demo {
  realm: Realm;
  close(): Promise<void>;
}

/**
 * Starts the witness on free ports of 127.0.0.1 and makes the realm of its connections. Its keys are the witness's
 * own and live in memory: no key of a person's is ever near it.
 */
export async function startDemo(): Promise<Demo> {
  const { startWitness } = await import('../../mock-server/index.ts');
  const witness = await startWitness();
  return { realm: await demoRealm(witness), close: () => witness.close() };
}

/** The realm of a running witness: one connection per API that there is an adapter for. */
export async function demoRealm(witness: Witness): Promise<Realm> {
  const apis = [...adapters.keys()].flatMap((id) => witness.apis.get(id) ?? []);
  const connections = apis.map(toConnection);
  const credentials = credentialsIn(memoryKeys(), { keyFields: () => [], setKeyFields: () => undefined });
  for (const [index, api] of apis.entries()) {
    const connection = connections[index];
    if (connection) await credentials.write(connection.id, credentialOf(api, connection));
  }
  return { list: () => connections, credentials };
}

function toConnection({ id, baseUrl, access }: WitnessApi): Connection {
  const { settings, filters } = access;
  const name = adapters.get(id)?.title ?? id;
  const colour = colourOf[id] ?? 'grey';
  return { id: `demo-${id}`, api: id, name, kind: 'demo', colour, baseUrl, settings, filters };
}

function credentialOf({ id, access }: WitnessApi, connection: Connection): Credential {
  const credential = emptyCredential();
  const adapter = adapters.get(id);
  if (adapter) putSecrets(adapter, connection, credential, access.secrets);
  return credential;
}
