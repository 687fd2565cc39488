import { z } from 'zod';

/** What a person has set for the whole of Sessiondeck. */
export const Settings = z.strictObject({
  /** How long a confirmed end waits: `standard` is 10 s up to four sessions and 20 s above. */
  undo: z.union([
    z.literal('standard'),
    z.literal('off'),
    z.literal('until-sent'),
    z.number().int().min(5).max(120),
  ]),
  /** Whether connections that are watched, pushes and finished runs may raise notifications of the system. */
  notifications: z.boolean(),
  /** Desktop: whether there is an icon in the tray. */
  tray: z.boolean(),
  /** Desktop: closing the window leaves Sessiondeck in the tray. */
  closeToTray: z.boolean(),
  /** Desktop: Sessiondeck starts in the tray, without a window. */
  startInTray: z.boolean(),
  /** Desktop: whether it locks when the machine sleeps or its screen is locked. */
  lockWithSystem: z.boolean(),
  /** Desktop: whether the window is left out of screenshots while a secret is entered or shown. */
  protectSecrets: z.boolean(),
  /** Desktop: whether it asks for newer versions, where the package names a place to ask. */
  updates: z.boolean(),
  /** Ids of the connections that are watched. */
  watched: z.array(z.string().max(64)).max(200),
});
export type Settings = z.infer<typeof Settings>;

/** What is to be changed of them. */
export const SettingsChanges = Settings.partial();
export type SettingsChanges = z.infer<typeof SettingsChanges>;
