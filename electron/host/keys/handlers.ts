import type { Connection } from '../../bridge/connection.ts';
import { fail } from '../../bridge/failure.ts';
import type { KeyStatus, Secrets } from '../../bridge/key.ts';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import { able } from '../work/attempt.ts';
import type { AuditLog, AuditRecord } from '../audit/log.ts';
import { changesToPut, droppedCookies } from './key-input.ts';
import type { Operations } from '../lists/operations.ts';

type KeyHandlers = Pick<Handlers, 'keys.put' | 'keys.save' | 'keys.forget' | 'keys.status' | 'keys.signIn'>;

/** The calls about keys: they store, forget and describe keys, but never return one. */
export function keyHandlers(
  operations: Operations,
  audit: AuditLog,
  changed: (connectionId: string) => void,
  leaveSignIns: (connectionId: string) => Promise<void>,
): KeyHandlers {
  return {
    ...savingHandlers(operations, audit, changed),

    async 'keys.forget'({ connectionId, signIns }) {
      const { connection, realm } = operations.find(connectionId);
      if (!realm.table) fail({ code: 'unsupported', tried: 'keys.forget', got: 'the demo keeps its key' });
      if (signIns !== 'drop') await leaveSignIns(connectionId);
      await realm.credentials.forget(connectionId);
      operations.forget(connectionId);
      changed(connectionId);
      await audit.record({
        action: 'key.forgotten',
        connection,
        outcome: 'forgotten',
        otherwise: 'the key is forgotten all the same',
      });
      return statusOf(operations, connectionId);
    },

    'keys.status': ({ connectionId }) => statusOf(operations, connectionId),
  };
}

/** The three ways to store a key: typed by the person, moved from memory to the keychain, returned by a sign-in. */
function savingHandlers(
  operations: Operations,
  audit: AuditLog,
  changed: (connectionId: string) => void,
): Pick<KeyHandlers, 'keys.put' | 'keys.save' | 'keys.signIn'> {
  return {
    async 'keys.put'({ connectionId, secrets, inMemory = false }) {
      const { connection, dropped } = await put(operations, connectionId, secrets, inMemory);
      changed(connectionId);
      const fields = Object.keys(secrets).filter((name) => secrets[name]?.trim());
      const status = await statusOf(operations, connectionId);
      await audit.record(saved(connection, 'saved', { fields, store: status.store }));
      return dropped.length > 0 ? { ...status, dropped } : status;
    },

    async 'keys.save'({ connectionId }) {
      const { connection, realm } = operations.find(connectionId);
      await realm.credentials.save(connection);
      changed(connectionId);
      await audit.record(saved(connection, 'saved from memory', {}));
      return statusOf(operations, connectionId);
    },

    async 'keys.signIn'({ connectionId, email, password }) {
      await operations.operate(
        connectionId,
        ({ adapter, api }) => able(adapter, 'signIn')(api, email, password),
        {
          conceal: [password],
          permitted: true,
          keepsCookies: 'always',
        },
      );
      changed(connectionId);
      await audit.record(saved(operations.find(connectionId).connection, 'saved by signing in', { email }));
      return statusOf(operations, connectionId);
    },
  };
}

function statusOf(operations: Operations, connectionId: string): Promise<KeyStatus> {
  const { connection, realm } = operations.find(connectionId);
  return realm.credentials.status(connection);
}

async function put(operations: Operations, connectionId: string, secrets: Secrets, inMemory: boolean) {
  const { adapter, connection, realm } = operations.find(connectionId);
  await realm.credentials.put(connection, changesToPut(adapter, connection, secrets), inMemory);
  return { connection, dropped: droppedCookies(adapter, connection, secrets) };
}

function originOf({ baseUrl }: Connection): string {
  return new URL(baseUrl).origin;
}

function saved(
  connection: Connection,
  outcome: string,
  details: NonNullable<AuditRecord['details']>,
): AuditRecord {
  const otherwise = 'the key is saved all the same';
  const full = { ...details, origin: originOf(connection) };
  return { action: 'key.saved', connection, outcome, details: full, otherwise };
}
