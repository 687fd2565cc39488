// Saves a connection and its key as Sessiondeck does, with the real keychain of its environment.
import { connect } from '../../../electron/bridge/crossing/connect.ts';
import { dataFolder } from '../../../electron/host/store/data-folder.ts';
import { openHost } from '../../../electron/host/index.ts';
import { openKeychain } from '../../../electron/host/keys/keychain.ts';

interface Given {
  api: string;
  name: string;
  baseUrl: string;
  settings: Record<string, string>;
  filters: Record<string, string>;
  secrets: Record<string, string>;
}

const { secrets, ...given } = JSON.parse(process.argv[2] ?? '{}') as Given;
const keychain = await openKeychain();
const report = () => undefined;
const host = openHost({ folder: dataFolder(), keychain, shell: 'browser', version: '', demo: null, report });
const bridge = connect(host);
const { id } = await bridge('connections.save', { ...given, id: null, kind: 'development', colour: 'blue' });
const status = await bridge('keys.put', { connectionId: id, secrets });
await host.close();
process.stdout.write(JSON.stringify(status));
