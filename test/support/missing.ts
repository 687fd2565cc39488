// Prints, as JSON, why the tests of each kind cannot run on this machine; nothing for those that can.
import { chromiumMissing } from './chromium.ts';
import { keyringMissing } from './keyring.ts';
import { electronUnfetched } from './real-electron.ts';
import { xvfbMissing } from './xvfb.ts';

const reasons = {
  chromium: chromiumMissing(),
  keyring: await keyringMissing(),
  display: xvfbMissing(),
  electron: electronUnfetched(),
};
const missing = Object.entries(reasons).filter(([, reason]) => reason !== null);
process.stdout.write(JSON.stringify(Object.fromEntries(missing)));
