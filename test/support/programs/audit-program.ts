// Records in the folder given until it is killed, and says which entries are durable. Its keychain is its parent's.
import { once } from 'node:events';
import { entry, openLog } from '../data/audit.ts';
import { mappedKeys, type Told } from '../killable.ts';

function tell(told: Told): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  process.send?.(told, undefined, undefined, (error) => (error ? reject(error) : resolve(undefined)));
  return promise;
}

const [, , folder = ''] = process.argv;
const [kept] = (await once(process, 'message')) as [[string, string][]];
process.on('disconnect', () => process.exit());
const keys = mappedKeys(new Map(kept), (name, value) => tell({ kind: 'key', name, value }));
const { audit } = openLog({ folder, keys });
for (let number = 1; ; number += 1) {
  await audit.record(entry(number));
  await tell({ kind: 'recorded' });
}
