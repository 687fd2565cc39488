// Prints, as JSON, why the tests of each kind cannot run on this machine; nothing for those that can.
import { chromiumMissing } from './shells/chromium.ts';
import { keyringMissing } from './keys/keyring.ts';
import { electronUnfetched } from './shells/real-electron.ts';
import { xvfbMissing } from './shells/xvfb.ts';

const reasons = {
  chromium: chromiumMissing(),
  keyring: await keyringMissing(),
  display: xvfbMissing(),
  electron: electronUnfetched(),
};
const missing = Object.entries(reasons).filter(([, reason]) => reason !== null);
process.stdout.write(JSON.stringify(Object.fromEntries(missing)));
