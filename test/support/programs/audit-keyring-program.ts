// Records as many entries as it is told to, with the keychain that the environment has and without one; then empties the
// log. Prints what verifying said, and how long an entry took, in ms. It leaves nothing in the keychain.
import { rmSync } from 'node:fs';
import { keyItem } from '../../../electron/host/audit/key.ts';
import { markItem } from '../../../electron/host/audit/mark.ts';
import { openKeychain } from '../../../electron/host/keys/keychain.ts';
import { memoryKeys, type KeyStore } from '../../../electron/host/keys/keys.ts';
import { entry, headOf, openLog, tamper, verdict } from '../data/audit.ts';

const count = Number(process.argv[2] ?? 100);

async function measure(keys: KeyStore) {
  const log = openLog({ keys });
  const took: number[] = [];
  for (let number = 1; number <= count; number += 1) {
    const started = performance.now();
    await log.audit.record(entry(number));
    took.push(performance.now() - started);
  }
  await log.audit.close();
  const { state } = await verdict(log);
  tamper(log, (raw) => raw.exec('DELETE FROM audit'));
  rmSync(headOf(log));
  const { flaw } = await verdict(log);
  log.db.close();
  for (const item of [keyItem(log.folder), markItem(log.folder)]) await keys.remove(item);
  rmSync(log.folder, { recursive: true });
  took.sort((a, b) => a - b);
  const at = (part: number) => Number((took[Math.floor(part * (count - 1))] ?? 0).toFixed(2));
  return { state, emptied: flaw, median: at(0.5), p95: at(0.95), longest: at(1) };
}

const keychain = await openKeychain();
const [withKeychain, without] = [await measure(keychain.keys), await measure(memoryKeys())];
process.stdout.write(`${JSON.stringify({ keychain: keychain.state, withKeychain, without })}\n`);
