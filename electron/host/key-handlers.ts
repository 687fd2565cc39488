import { fail } from '../bridge/failure.ts';
import type { Handlers } from '../bridge/serve.ts';
import { able } from './attempt.ts';
import { putSecrets } from './credential.ts';
import type { Desk } from './desk.ts';

type KeyHandlers = Pick<Handlers, 'keys.put' | 'keys.forget' | 'keys.status' | 'keys.signIn'>;

/** Keys go in, and can be forgotten or asked after. There is no way out. */
export function keyHandlers(desk: Desk, changed: (connectionId: string) => void): KeyHandlers {
  const statusOf = (connectionId: string) => desk.find(connectionId).realm.credentials.status(connectionId);

  return {
    async 'keys.put'({ connectionId, secrets }) {
      const { adapter, connection, realm } = desk.find(connectionId);
      const { credentials } = realm;
      const credential = await credentials.read(connectionId);
      putSecrets(adapter, connection, credential, secrets);
      await credentials.write(connectionId, credential);
      changed(connectionId);
      return statusOf(connectionId);
    },

    async 'keys.forget'({ connectionId }) {
      const { realm } = desk.find(connectionId);
      if (!realm.table) fail({ code: 'unsupported', tried: 'keys.forget', got: 'the demo keeps its key' });
      await realm.credentials.forget(connectionId);
      desk.forget(connectionId);
      changed(connectionId);
      return statusOf(connectionId);
    },

    'keys.status': ({ connectionId }) => statusOf(connectionId),

    async 'keys.signIn'({ connectionId, email, password }) {
      await desk.operate(connectionId, ({ adapter, api }) => able(adapter, 'signIn')(api, email, password), [
        password,
      ]);
      changed(connectionId);
      return statusOf(connectionId);
    },
  };
}
