import { z } from 'zod';

const kinds = ['demo', 'development', 'staging', 'production'] as const;
const colours = ['blue', 'teal', 'green', 'amber', 'orange', 'red', 'pink', 'violet', 'grey'] as const;

const Values = z.record(z.string().max(64), z.string().max(4096));
/** One of them is the certificates of a whole chain. */
const Settings = z.record(z.string().max(64), z.string().max(32_768));

/** What a person can save. `id: null` makes a new connection. Carries no key: see `keys.put`. */
export const ConnectionDraft = z.strictObject({
  id: z.string().max(64).nullable(),
  api: z.string().max(64),
  name: z.string().trim().min(1).max(80),
  kind: z.enum(['development', 'staging', 'production']),
  colour: z.enum(colours),
  baseUrl: z.string().trim().min(1).max(2048),
  settings: Settings,
  /** Filters the list starts with. */
  filters: Values,
});
export type ConnectionDraft = z.infer<typeof ConnectionDraft>;

/** An API at a base URL. */
export const Connection = z.object({
  id: z.string(),
  api: z.string(),
  name: z.string(),
  kind: z.enum(kinds),
  colour: z.enum(colours),
  baseUrl: z.string(),
  settings: Settings,
  filters: Values,
});
export type Connection = z.infer<typeof Connection>;

/** Outcome of trying a connection by reading its sessions once. */
export const ConnectionCheck = z.object({
  /** Null: only the key was checked, because this API's list needs to know whose sessions to list. */
  sessions: z.number().int().nullable(),
  unreadable: z.number().int(),
  /** How long the read took, ms. */
  took: z.number(),
  notes: z.array(z.string()),
});
export type ConnectionCheck = z.infer<typeof ConnectionCheck>;
