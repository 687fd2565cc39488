import type { Connection } from '../bridge/connection.ts';
import { fail } from '../bridge/failure.ts';
import type { Handlers } from '../bridge/serve.ts';
import { able } from './attempt.ts';
import type { AuditLog, AuditRecord } from './audit/log.ts';
import { emptyCredential, putSecrets, type Credential } from './credential.ts';
import type { Desk } from './desk.ts';
import { KeyError } from './keys.ts';

type KeyHandlers = Pick<Handlers, 'keys.put' | 'keys.forget' | 'keys.status' | 'keys.signIn'>;

/** Keys go in, and can be forgotten or asked after. There is no way out. */
export function keyHandlers(
  desk: Desk,
  audit: AuditLog,
  changed: (connectionId: string) => void,
): KeyHandlers {
  const statusOf = (connectionId: string) => desk.find(connectionId).realm.credentials.status(connectionId);

  return {
    async 'keys.put'({ connectionId, secrets }) {
      const { adapter, connection, realm } = desk.find(connectionId);
      const { credentials } = realm;
      const credential = await credentials.read(connectionId).catch(emptyIfGone);
      putSecrets(adapter, connection, credential, secrets);
      await credentials.write(connectionId, credential);
      changed(connectionId);
      const fields = Object.keys(secrets).filter((name) => secrets[name]?.trim());
      await audit.record(saved(connection, 'saved', { fields }));
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

/** A key that is certainly gone may be entered anew; one that cannot be had now is not written over. */
function emptyIfGone(error: unknown): Credential {
  if (error instanceof KeyError && error.fault === 'not-found') return emptyCredential();
  throw error;
}

function saved(
  connection: Connection,
  outcome: string,
  details: NonNullable<AuditRecord['details']>,
): AuditRecord {
  const otherwise = 'the key is saved all the same';
  return { action: 'key.saved', connection, outcome, details, otherwise };
}
