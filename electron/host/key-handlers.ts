import type { Connection } from '../bridge/connection.ts';
import { fail } from '../bridge/failure.ts';
import type { KeyStatus, Secrets } from '../bridge/key.ts';
import type { Handlers } from '../bridge/serve.ts';
import { able } from './attempt.ts';
import type { AuditLog, AuditRecord } from './audit/log.ts';
import { emptyCredential, putSecrets, type Credential } from './credential.ts';
import type { Desk } from './desk.ts';
import { KeyError } from './keys.ts';
import { ElsewhereError, type Credentials } from './realm.ts';

type KeyHandlers = Pick<Handlers, 'keys.put' | 'keys.save' | 'keys.forget' | 'keys.status' | 'keys.signIn'>;

/** Keys go in, and can be forgotten or asked after. There is no way out. */
export function keyHandlers(
  desk: Desk,
  audit: AuditLog,
  changed: (connectionId: string) => void,
): KeyHandlers {
  function statusOf(connectionId: string): Promise<KeyStatus> {
    const { connection, realm } = desk.find(connectionId);
    return realm.credentials.status(connection);
  }

  return {
    async 'keys.put'({ connectionId, secrets, inMemory = false }) {
      const { connection } = await put(desk, connectionId, secrets, inMemory);
      changed(connectionId);
      const fields = Object.keys(secrets).filter((name) => secrets[name]?.trim());
      const status = await statusOf(connectionId);
      await audit.record(saved(connection, 'saved', { fields, store: status.store }));
      return status;
    },

    async 'keys.save'({ connectionId }) {
      const { connection, realm } = desk.find(connectionId);
      await realm.credentials.save(connectionId, await realm.credentials.read(connection));
      changed(connectionId);
      await audit.record(saved(connection, 'saved from memory', {}));
      return statusOf(connectionId);
    },

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
      return statusOf(connectionId);
    },

    'keys.status': ({ connectionId }) => statusOf(connectionId),

    async 'keys.signIn'({ connectionId, email, password }) {
      await desk.operate(connectionId, ({ adapter, api }) => able(adapter, 'signIn')(api, email, password), {
        conceal: [password],
        permitted: true,
      });
      changed(connectionId);
      await audit.record(saved(desk.find(connectionId).connection, 'saved by signing in', { email }));
      return statusOf(connectionId);
    },
  };
}

async function put(desk: Desk, connectionId: string, secrets: Secrets, inMemory: boolean) {
  const { adapter, connection, realm } = desk.find(connectionId);
  const credential = await toFillIn(connection, realm.credentials, inMemory);
  putSecrets(adapter, connection, credential, secrets);
  if (inMemory) realm.credentials.hold(connectionId, credential);
  else await realm.credentials.save(connectionId, credential);
  return { connection };
}

/**
 * What the entered fields are added to: the key of this address, or nothing. One that is certainly gone, and one of
 * another address, may be entered anew. One that cannot be had now is not written over: only beside it, in memory.
 */
async function toFillIn(
  connection: Connection,
  credentials: Credentials,
  inMemory: boolean,
): Promise<Credential> {
  try {
    return await credentials.read(connection);
  } catch (error) {
    const isGone = error instanceof KeyError && ['not-found', 'corrupt'].includes(error.fault);
    const isBeside = error instanceof KeyError && inMemory;
    if (isGone || isBeside || error instanceof ElsewhereError) return emptyCredential(originOf(connection));
    throw error;
  }
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
