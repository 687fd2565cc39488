import type { Connection } from '../../bridge/connection.ts';
import { fail } from '../../bridge/failure.ts';
import type { KeyStatus, Secrets } from '../../bridge/key.ts';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import { able } from '../work/attempt.ts';
import type { AuditLog, AuditRecord } from '../audit/log.ts';
import { changesToPut } from './key-input.ts';
import type { Desk } from '../lists/desk.ts';

type KeyHandlers = Pick<Handlers, 'keys.put' | 'keys.save' | 'keys.forget' | 'keys.status' | 'keys.signIn'>;

/** Keys go in, and can be forgotten or asked after. There is no way out. */
export function keyHandlers(
  desk: Desk,
  audit: AuditLog,
  changed: (connectionId: string) => void,
): KeyHandlers {
  return {
    ...savingHandlers(desk, audit, changed),

    async 'keys.forget'({ connectionId }) {
      const { connection, realm } = desk.find(connectionId);
      if (!realm.table) fail({ code: 'unsupported', tried: 'keys.forget', got: 'the demo keeps its key' });
      await realm.credentials.forget(connectionId);
      desk.forget(connectionId);
      changed(connectionId);
      await audit.record({
        action: 'key.forgotten',
        connection,
        outcome: 'forgotten',
        otherwise: 'the key is forgotten all the same',
      });
      return statusOf(desk, connectionId);
    },

    'keys.status': ({ connectionId }) => statusOf(desk, connectionId),
  };
}

/** The three ways in: typed by the person, moved from memory into the keychain, and given by the API at a sign-in. */
function savingHandlers(
  desk: Desk,
  audit: AuditLog,
  changed: (connectionId: string) => void,
): Pick<KeyHandlers, 'keys.put' | 'keys.save' | 'keys.signIn'> {
  return {
    async 'keys.put'({ connectionId, secrets, inMemory = false }) {
      const { connection } = await put(desk, connectionId, secrets, inMemory);
      changed(connectionId);
      const fields = Object.keys(secrets).filter((name) => secrets[name]?.trim());
      const status = await statusOf(desk, connectionId);
      await audit.record(saved(connection, 'saved', { fields, store: status.store }));
      return status;
    },

    async 'keys.save'({ connectionId }) {
      const { connection, realm } = desk.find(connectionId);
      await realm.credentials.save(connection);
      changed(connectionId);
      await audit.record(saved(connection, 'saved from memory', {}));
      return statusOf(desk, connectionId);
    },

    async 'keys.signIn'({ connectionId, email, password }) {
      await desk.operate(connectionId, ({ adapter, api }) => able(adapter, 'signIn')(api, email, password), {
        conceal: [password],
        permitted: true,
        keepsCookies: 'always',
      });
      changed(connectionId);
      await audit.record(saved(desk.find(connectionId).connection, 'saved by signing in', { email }));
      return statusOf(desk, connectionId);
    },
  };
}

function statusOf(desk: Desk, connectionId: string): Promise<KeyStatus> {
  const { connection, realm } = desk.find(connectionId);
  return realm.credentials.status(connection);
}

async function put(desk: Desk, connectionId: string, secrets: Secrets, inMemory: boolean) {
  const { adapter, connection, realm } = desk.find(connectionId);
  await realm.credentials.put(connection, changesToPut(adapter, connection, secrets), inMemory);
  return { connection };
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
