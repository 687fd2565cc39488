import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Handlers } from '../bridge/serve.ts';
import { Settings } from '../bridge/settings.ts';

const defaults: Settings = { undo: 'standard' };
const Stored = z.preprocess((text) => jsonOf(String(text)), Settings);

/** What the person has set; in the store, one row. */
export interface SettingsStore {
  /** The defaults where nothing was set, or what is there cannot be read; that is then left as it is. */
  read(): Settings;
  save(settings: Settings): Settings;
}

export function openSettings(db: DatabaseSync): SettingsStore {
  const value = db.prepare('SELECT value FROM settings WHERE id = 1');
  const put = db.prepare(
    'INSERT INTO settings (id, value) VALUES (1, :value) ON CONFLICT (id) DO UPDATE SET value = :value',
  );
  return {
    read() {
      const stored = Stored.safeParse(value.get()?.['value']);
      return stored.success ? stored.data : defaults;
    },
    save(settings) {
      put.run({ value: JSON.stringify(settings) });
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

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is one of the ways not to be settings.
    return null;
  }
}
