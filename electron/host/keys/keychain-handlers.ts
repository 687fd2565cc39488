import type { KeychainReport } from '../../bridge/key.ts';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import type { Keychain } from './keys.ts';

const kinds: Partial<Record<NodeJS.Platform, KeychainReport['kind']>> = { darwin: 'macos', win32: 'windows' };

/** The calls that report the keychain's state and check it again. `changed` is called whenever the state changes. */
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
