import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import { Settings, type SettingsChanges } from '../../bridge/settings.ts';

/** As a new Sessiondeck has them. */
export const firstSettings: Settings = {
  undo: 'standard',
  notifications: true,
  tray: false,
  closeToTray: false,
  startInTray: false,
  lockWithSystem: true,
  protectSecrets: true,
  updates: true,
  watched: [],
};
/** What an earlier version did not know yet is as it is at first. */
const Stored = z.preprocess((text) => ({ ...firstSettings, ...jsonOf(String(text)) }), Settings);

/** What the person has set; in the store, one row. */
export interface SettingsStore {
  /** The defaults where nothing was set, or what is there cannot be read; that is then left as it is. */
  read(): Settings;
  /** Changes what is given and leaves the rest. */
  save(changes: SettingsChanges): Settings;
}

/** `changed` is told of every change that was saved. */
export function openSettings(db: DatabaseSync, changed: () => void): SettingsStore {
  const value = db.prepare('SELECT value FROM settings WHERE id = 1');
  const put = db.prepare(
    'INSERT INTO settings (id, value) VALUES (1, :value) ON CONFLICT (id) DO UPDATE SET value = :value',
  );
  function read(): Settings {
    const stored = Stored.safeParse(value.get()?.['value']);
    return stored.success ? stored.data : firstSettings;
  }

  return {
    read,
    save(changes) {
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      const settings = Settings.parse({ ...read(), ...Object.fromEntries(given) });
      put.run({ value: JSON.stringify(settings) });
      changed();
      return settings;
    },
  };
}

export function settingsHandlers(settings: SettingsStore): Pick<Handlers, 'settings.read' | 'settings.save'> {
  return {
    'settings.read': async () => settings.read(),
    'settings.save': async (given) => settings.save(given),
  };
}

function jsonOf(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // Not JSON is one of the ways not to be settings.
    return {};
  }
}
