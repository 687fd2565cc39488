import type { PowerMonitor, SystemPreferences } from 'electron';
import { m } from './messages/compiled/messages.js';

/** Locks Sessiondeck when the machine sleeps or its screen is locked, if the person wants that. */
export function lockWithSystem(
  powerMonitor: Pick<PowerMonitor, 'on'>,
  { wanted, lock }: { wanted: () => boolean; lock: () => void },
): void {
  const locks = () => {
    if (wanted()) lock();
  };
  powerMonitor.on('suspend', locks);
  powerMonitor.on('lock-screen', locks);
}

type Prints = Pick<SystemPreferences, 'canPromptTouchID' | 'promptTouchID'>;

/** Whether the person has passed Touch ID; true where it is not available. */
export async function confirmPerson(platform: NodeJS.Platform, prints: Prints): Promise<boolean> {
  if (platform !== 'darwin' || !prints.canPromptTouchID()) return true;
  return prints.promptTouchID(m.unlock_reason()).then(
    () => true,
    // Cancelled or failed: Electron rejects in both cases.
    () => false,
  );
}
