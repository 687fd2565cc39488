import { z } from 'zod';

/** A person's settings for the whole of Sessiondeck. */
export const Settings = z.strictObject({
  /** How long a confirmed run waits, in seconds: `standard` is 10 for up to four sessions and 20 for more. */
  undo: z.union([
    z.literal('standard'),
    z.literal('off'),
    z.literal('until-sent'),
    z.number().int().min(5).max(120),
  ]),
  /** Whether watched connections, pushes and finished runs may raise system notifications. */
  notifications: z.boolean(),
  /** Desktop: whether there is an icon in the tray. */
  tray: z.boolean(),
  /** Desktop: whether closing the window leaves Sessiondeck in the tray. */
  closeToTray: z.boolean(),
  /** Desktop: whether Sessiondeck starts in the tray, without a window. */
  startInTray: z.boolean(),
  /** Desktop: whether Sessiondeck locks when the machine sleeps or its screen is locked. */
  lockWithSystem: z.boolean(),
  /** Desktop: whether the window is hidden from screenshots while a secret is entered or shown. */
  protectSecrets: z.boolean(),
  /** Desktop: whether to check for newer versions, where the package names an update server. */
  updates: z.boolean(),
  /** Ids of the connections that are watched. */
  watched: z.array(z.string().max(64)).max(200),
});
export type Settings = z.infer<typeof Settings>;

/** The settings to change; the others stay. */
export const SettingsChanges = Settings.partial();
export type SettingsChanges = z.infer<typeof SettingsChanges>;
