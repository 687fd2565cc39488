// Records in the folder given until it is killed, and prints a line for each entry that is durable.
import { entry, openLog } from './audit.ts';
import type { KeyStore } from '../../electron/host/keys.ts';

const [folder = '', key = ''] = process.argv.slice(2);
const keys: KeyStore = {
  kind: 'keychain',
  read: () => Promise.resolve(key),
  write: () => Promise.reject(new Error('there is a key already')),
  remove: () => Promise.resolve(),
};
const { audit } = openLog({ folder, keys });
for (let number = 1; ; number += 1) {
  await audit.record(entry(number));
  process.stdout.write('.');
}
