// Prints, as JSON, why the tests of each kind cannot run on this machine; nothing for those that can.
import { chromiumMissing } from './chromium.ts';
import { keyringMissing } from './keyring.ts';

const reasons = { chromium: chromiumMissing(), keyring: await keyringMissing() };
const missing = Object.entries(reasons).filter(([, reason]) => reason !== null);
process.stdout.write(JSON.stringify(Object.fromEntries(missing)));
