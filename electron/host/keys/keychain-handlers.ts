import type { KeychainReport } from '../../bridge/key.ts';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import type { Keychain } from './keys.ts';

const kinds: Partial<Record<NodeJS.Platform, KeychainReport['kind']>> = { darwin: 'macos', win32: 'windows' };

/** What is to be said of the keychain, and looking anew. `changed` is called whenever its state has become another. */
export function keychainHandlers(
  keychain: Keychain,
  changed: () => void,
): Pick<Handlers, 'keychain.read' | 'keychain.tryAgain'> {
  const report = (): KeychainReport => ({
    state: keychain.state,
    kind: kinds[process.platform] ?? 'secret-service',
  });
  keychain.onchange = changed;
  return {
    'keychain.read': async () => report(),
    async 'keychain.tryAgain'() {
      await keychain.tryAgain?.();
      return report();
    },
  };
}
