import { keyHandlers } from '../keys/handlers.ts';
import { keychainHandlers } from '../keys/keychain-handlers.ts';
import type { Inside } from './options.ts';
import type { Parts } from './parts.ts';

/** The keys of connections, and the keychain; whenever that can be used, keys of connections that are gone go too. */
export function openKeys({ keychain, report }: Inside, parts: Parts) {
  const { hub, own, desk, audit } = parts;
  let clearing: Promise<unknown> = Promise.resolve();
  function clear(): void {
    if (keychain.state !== 'ready') return;
    clearing = own.credentials.clear(null).catch((error: unknown) => report('keychain', error));
  }
  clear();
  const handlers = {
    ...keyHandlers(desk, audit, (connectionId) => hub.publish('keys.changed', { connectionId })),
    ...keychainHandlers(keychain, () => {
      hub.publish('keychain.changed', {});
      clear();
    }),
  };
  return { handlers, close: () => clearing };
}
