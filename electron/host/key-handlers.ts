import { fail } from '../bridge/failure.ts';
import type { Handlers } from '../bridge/serve.ts';
import { able } from './attempt.ts';
import type { Credential } from './credential.ts';
import { cookiesOf } from './cookies.ts';
import type { Desk } from './desk.ts';

type KeyHandlers = Pick<Handlers, 'keys.put' | 'keys.forget' | 'keys.status' | 'keys.signIn'>;

/** Keys go in, and can be forgotten or asked after. There is no way out. */
export function keyHandlers(desk: Desk, changed: (connectionId: string) => void): KeyHandlers {
  const statusOf = (connectionId: string) => desk.find(connectionId).realm.credentials.status(connectionId);

  return {
    async 'keys.put'({ connectionId, secrets }) {
      const { credentials } = desk.find(connectionId).realm;
      const credential = await credentials.read(connectionId);
      putSecrets(desk, connectionId, credential, secrets);
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

function putSecrets(
  desk: Desk,
  connectionId: string,
  { secrets, jar }: Credential,
  given: Record<string, string>,
): void {
  const { adapter, connection } = desk.find(connectionId);
  for (const [name, untrimmed] of Object.entries(given)) {
    const field = adapter.secrets.find((secret) => secret.name === name);
    const value = untrimmed.trim();
    if (!field)
      return fail({
        code: 'invalid',
        tried: 'keys.put',
        got: 'this API has no such key field',
        field: 'secrets',
      });
    if (!value) continue;
    if (name === 'cookies' && adapter.readCookies) {
      const cookies = cookiesOf(jar, connection.baseUrl);
      for (const cookie of adapter.readCookies(value, connection.settings, connection.baseUrl)) {
        cookies.set(cookie.name, headerSafe(cookie.value, name));
      }
    } else secrets[name] = headerSafe(value, name);
  }
}

/** A key has to fit into a header; the message never quotes it. */
function headerSafe(value: string, name: string): string {
  if (/^[\x21-\x7e]{6,4096}$/.test(value)) return value;
  const got = 'a key has 6 to 4096 visible ASCII characters and no space: was something else copied with it?';
  return fail({ code: 'invalid', tried: 'keys.put', got, field: name });
}
