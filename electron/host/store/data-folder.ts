import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { StoreError } from './sound.ts';

/** The data folder by this platform's convention, or SESSIONDECK_DATA. Throws StoreError where there is no home folder. */
export function dataFolder(): string {
  const { APPDATA, SESSIONDECK_DATA, XDG_DATA_HOME } = process.env;
  if (SESSIONDECK_DATA) return SESSIONDECK_DATA;
  // An empty variable counts as unset, as XDG's rules say; '' would be the working directory.
  if (process.platform === 'win32') return join(APPDATA || join(home(), 'AppData/Roaming'), 'Sessiondeck');
  if (process.platform === 'darwin') return join(home(), 'Library/Application Support/Sessiondeck');
  return join(XDG_DATA_HOME || join(home(), '.local/share'), 'sessiondeck');
}

/** Throws StoreError unless the home folder is absolute: a relative one would depend on the working directory. */
function home(): string {
  const folder = homeOrNull();
  if (folder !== null && isAbsolute(folder)) return folder;
  throw new StoreError(
    'There is no home folder to keep the data in: set HOME, or set SESSIONDECK_DATA to a folder of this user.',
  );
}

/** The person's home folder; null where the system knows none. */
export function homeOrNull(): string | null {
  try {
    return homedir();
  } catch {
    // Neither HOME nor the user database names one; the caller reports it.
    return null;
  }
}
