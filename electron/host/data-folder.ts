import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where an app keeps its data on this platform; SESSIONDECK_DATA overrides it. */
export function dataFolder(): string {
  const { APPDATA, SESSIONDECK_DATA, XDG_DATA_HOME } = process.env;
  if (SESSIONDECK_DATA) return SESSIONDECK_DATA;
  if (process.platform === 'win32') return join(APPDATA ?? join(homedir(), 'AppData/Roaming'), 'Sessiondeck');
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support/Sessiondeck');
  return join(XDG_DATA_HOME ?? join(homedir(), '.local/share'), 'sessiondeck');
}
