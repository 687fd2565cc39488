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
});
export type Settings = z.infer<typeof Settings>;
