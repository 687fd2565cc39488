import type { Bridge } from '../bridge/crossing/connect.ts';
import type { Settings } from '../bridge/settings.ts';

/** The person's settings as they are at present. `changed` is told whenever they are others; `report`, that they cannot be read. */
export async function followSettings(bridge: Bridge, changed: () => void, report: (error: unknown) => void) {
  let settings: Settings = await bridge('settings.read', {});
  const readAgain = async () => {
    settings = await bridge('settings.read', {});
    changed();
  };
  bridge.on('settings.changed', () => void readAgain().catch(report));
  return () => settings;
}
