import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { StoreError } from './sound.ts';

/** Where an app keeps its data on this platform; SESSIONDECK_DATA overrides it. Throws StoreError where there is no home. */
export function dataFolder(): string {
  const { APPDATA, SESSIONDECK_DATA, XDG_DATA_HOME } = process.env;
  if (SESSIONDECK_DATA) return SESSIONDECK_DATA;
  // An empty variable is as good as none: XDG's rules say so, and '' would be the folder that we were started in.
  if (process.platform === 'win32') return join(APPDATA || join(home(), 'AppData/Roaming'), 'Sessiondeck');
  if (process.platform === 'darwin') return join(home(), 'Library/Application Support/Sessiondeck');
  return join(XDG_DATA_HOME || join(home(), '.local/share'), 'sessiondeck');
}

/** A relative folder would be one in whatever folder the program was started from. */
function home(): string {
  const folder = homeOrNull();
  if (folder !== null && isAbsolute(folder)) return folder;
  throw new StoreError(
    'There is no home folder to keep the data in: set HOME, or set SESSIONDECK_DATA to a folder of this user.',
  );
}

/** The person's home folder; null where the system knows of none. */
export function homeOrNull(): string | null {
  try {
    return homedir();
  } catch {
    // Neither HOME nor the system's list of users has one: the caller says so.
    return null;
  }
}
