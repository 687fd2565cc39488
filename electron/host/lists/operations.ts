import { adapters } from '../../adapters/index.ts';
import type { Adapter, Api } from '../../adapters/adapter.ts';
import type { Connection } from '../../bridge/connection.ts';
import { BridgeError, fail } from '../../bridge/failure.ts';
import type { KeyStatus } from '../../bridge/key.ts';
import type { Session } from '../../bridge/session.ts';
import { cookieChanges, cookiesIn } from '../keys/cookie-changes.ts';
import { applied, isOfHandles, type CredentialChange } from '../keys/credential-changes.ts';
import { secretValues, type Credential, type StoredHandle } from '../keys/credential.ts';
import { Deadline } from '../http/deadline.ts';
import { valuesOf, withToken, type KnownSecrets } from '../scrub/known-secrets.ts';
import { ListMemory } from './list-memory.ts';
import { oneByOne } from '../work/one-by-one.ts';
import type { Realm } from '../connections/realm.ts';
import { KeptSignIns } from '../sign-in/kept-sign-ins.ts';
import type { OperateOptions, Wire } from '../http/call.ts';
import { openApi } from '../http/wire.ts';

/** A connection opened for one operation. */
export interface Opened {
  connection: Connection;
  adapter: Adapter;
  api: Api;
  /** The key as it was when the operation began. */
  credential: Credential;
  /** Applies changes to the key as stored now. Throws `no-key` if it was forgotten or moved in the meantime. */
  change: (changes: readonly CredentialChange[]) => Promise<void>;
}

/** Opens connections for operations; `lists` and `signIns` hold what the operations have read. */
export interface Operations {
  readonly lists: ListMemory;
  readonly signIns: KeptSignIns;
  connections(): Connection[];
  find(connectionId: string): { connection: Connection; realm: Realm; adapter: Adapter };
  /**
   * Opens a connection, runs one operation within one deadline, and stores the cookies that changed. If the API uses
   * cookies, a connection's operations run one after another, because each may replace the cookies of the next.
   */
  operate<Result>(
    connectionId: string,
    work: (opened: Opened) => Promise<Result>,
    options?: OperateOptions,
  ): Promise<Result>;
  /** Throws `read-only` where changes are not allowed at present; every changing request checks this by itself. */
  assertAllowed(connectionId: string): void;
  forget(connectionId: string): void;
}

/** @param budget deadline of one operation, ms; called as each operation begins */
export function openOperations(
  realms: Realm[],
  wire: Wire,
  secrets: KnownSecrets,
  budget: () => number,
): Operations {
  const inTurn = oneByOne();
  const signIns = new KeptSignIns();
  const lists = new ListMemory(secrets, signIns);
  const find = (connectionId: string) => findIn(realms, connectionId);

  return {
    lists,
    signIns,
    connections: () => realms.flatMap((realm) => realm.list()),
    find,
    async operate(connectionId, work, options = {}) {
      const noting = { ...options, changing: () => lists.outdate(connectionId) };
      const run = (found: ReturnType<typeof find>) =>
        runOperation({ ...found, wire, secrets, signIns, budget: budget(), options: noting }, work);
      const found = find(connectionId);
      if (!found.adapter.readCookies) return run(found);
      // Looked up when its turn comes: the connection may have become a production connection by then.
      return inTurn(connectionId, async () => run(find(connectionId)));
    },
    assertAllowed: (connectionId) => wire.guard.assertAllowed(find(connectionId).connection),
    forget(connectionId) {
      lists.forget(connectionId);
      signIns.delete(connectionId);
      wire.breaker.forget(connectionId);
      wire.retries.forget(connectionId);
    },
  };
}

function findIn(realms: readonly Realm[], connectionId: string) {
  for (const realm of realms) {
    const connection = realm.list().find(({ id }) => id === connectionId);
    const adapter = connection && adapters.get(connection.api);
    if (connection && adapter) return { connection, realm, adapter };
  }
  const got = 'there is no such connection here';
  return fail({ code: 'not-found', tried: 'finding the connection', got });
}

interface Operation {
  adapter: Adapter;
  connection: Connection;
  realm: Realm;
  wire: Wire;
  secrets: KnownSecrets;
  budget: number;
  options: OperateOptions;
  signIns: KeptSignIns;
}

async function runOperation<Result>(
  { adapter, connection, realm, wire, secrets, budget, options, signIns }: Operation,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  const credential = await realm.credentials.read(connection);
  await refuseWithoutKey(adapter, credential, () => realm.credentials.status(connection));
  signIns.note(connection.id, credential.handles, null);
  const before = cookiesIn(credential.jar);
  const learned = { ...credential.learned };
  let { handles } = credential;
  const deadline = new Deadline(budget);
  const conceal = [...(options.conceal ?? []), ...secretValues(credential)];
  const endUse = secrets.use([...(options.conceal ?? []), ...valuesOf(credential)]);
  // The host already knows every form of the secrets in use; computing them for each operation would be slow.
  const sending = { ...options, scrub: (text: string) => secrets.scrubText(text) };
  const api = openApi({ adapter, connection, ...credential, conceal }, deadline, wire, sending);
  const change = async (changes: readonly CredentialChange[], asked = true) => {
    const isDone = await realm.credentials.change(connection, changes, credential, asked);
    if (asked && !isDone) fail({ code: 'no-key', tried: 'keeping what changed', got: forgottenMeanwhile });
    const now = applied({ ...credential, handles }, changes.filter(isOfHandles)).handles;
    const isNotIn = (others: readonly StoredHandle[]) => (one: StoredHandle) => !others.includes(one);
    signIns.note(connection.id, now.filter(isNotIn(handles)), handles.filter(isNotIn(now)));
    handles = now;
    for (const one of changes)
      if (one.kind === 'note-sign-in' && one.parts.by) signIns.completed(connection.id, one.id);
  };
  try {
    return await work({ connection, adapter, api, credential, change });
  } catch (error) {
    throw error instanceof BridgeError ? new BridgeError(secrets.scrub(error.failure)) : error;
  } finally {
    deadline.end();
    endUse();
    // Also after a failure, because the server may have set cookies before.
    const changes: CredentialChange[] = cookieChanges(before, cookiesIn(credential.jar));
    if (learned.outlives !== credential.learned.outlives)
      changes.push({ kind: 'learn', learned: credential.learned });
    if (changes.length > 0) await change(changes, options.keepsCookies === 'always');
  }
}

const lostWithMemory = 'the key was only in memory, until Sessiondeck closed';
const forgottenMeanwhile = 'the key was forgotten, or entered for another address, in the meantime';

async function refuseWithoutKey(
  adapter: Adapter,
  { secrets }: Credential,
  status: () => Promise<KeyStatus>,
): Promise<void> {
  const missing = adapter.secrets.find(({ name, required }) => required && !secrets[name]);
  if (!missing) return;
  const { wasInMemory } = await status();
  const got = wasInMemory ? lostWithMemory : `there is no ${missing.label} yet`;
  fail({ code: 'no-key', tried: 'reading the key', got, field: missing.name });
}

/** The secret values in a row. A handle that is also shown as the session's id is not secret. */
export function secretsOf({
  handle,
  session,
}: {
  handle: string;
  session: Pick<Session, 'nativeId'>;
}): string[] {
  return handle === session.nativeId ? [] : withToken(handle);
}
