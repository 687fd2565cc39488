// Leads the life of a key (test/support/keys/key-life.ts) on the data folder and the items of the first two arguments, and
// ends as a crash of the native addon does: in the call of keytar that the last two name.
import { readFileSync, writeFileSync } from 'node:fs';
import { keytarLike } from '../keys/keytar-like.ts';
import { failingAt, leadLife, type Phase } from '../keys/key-life.ts';

const [folder = '', file = '', call = '0', phase = 'before'] = process.argv.slice(2);
const items = new Map(JSON.parse(readFileSync(file, 'utf8')) as [string, string][]);
const whole = keytarLike({}, items);
const kept = (): void => writeFileSync(file, JSON.stringify([...items]));
const keytar = {
  ...whole,
  setPassword: (...given: [string, string, string]) => whole.setPassword(...given).then(kept),
  deletePassword: async (...given: [string, string]) => {
    const gone = await whole.deletePassword(...given);
    kept();
    return gone;
  },
};
await leadLife(folder, failingAt(keytar, Number(call), phase as Phase, () => process.abort()).keytar);
