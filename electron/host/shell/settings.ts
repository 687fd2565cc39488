import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import { Settings, type SettingsChanges } from '../../bridge/settings.ts';

/** The default settings. */
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
/** Settings that an earlier version did not store get their defaults. */
const Stored = z.preprocess((text) => ({ ...firstSettings, ...jsonOf(String(text)) }), Settings);

/** The person's settings: one row in the store. */
export interface SettingsStore {
  /** The defaults where nothing is stored, or what is stored cannot be read; it is then left unchanged. */
  read(): Settings;
  /** Changes the given settings and leaves the others. */
  save(changes: SettingsChanges): Settings;
}

/** `changed` is called after every saved change. */
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
    // Text that is not JSON holds no settings.
    return {};
  }
}
