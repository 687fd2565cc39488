import { z } from 'zod';

/** Everything an adapter may be able to do. An API's `can` lists those that its adapter has a method for. */
export const abilities = [
  'list',
  'count',
  'get',
  'end',
  'endAll',
  'switch',
  'verify',
  'mint',
  'signIn',
  'qr',
  'push',
] as const;

/** One input of a form, described by the adapter and rendered by the page. */
export const Field = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(['text', 'secret', 'long-secret', 'choice']),
  required: z.boolean(),
  /** Starting value; empty when there is none. */
  initial: z.string(),
  choices: z.array(z.string()),
  help: z.string(),
  /** Whether it says how the server is reached, which few connections need: it comes last in the form. */
  network: z.boolean().optional(),
});
export type Field = z.infer<typeof Field>;

/** One of the documented session APIs, as its adapter describes itself. */
export const ApiInfo = z.object({
  id: z.string(),
  title: z.string(),
  can: z.array(z.enum(abilities)),
  baseUrl: z.string(),
  settings: z.array(Field),
  secrets: z.array(Field),
  /** The inputs that narrow the list. */
  filters: z.array(Field),
  /** Names of filters that say whose sessions to list; at least one must be filled in. Empty: none is needed. */
  subject: z.array(z.string()),
  /** Whether servers of this API may keep the calling session when asked to end everything. */
  endAllMayKeepCurrent: z.boolean(),
});
export type ApiInfo = z.infer<typeof ApiInfo>;
