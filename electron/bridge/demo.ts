import { z } from 'zod';

/** The demo's server as it can be made to misbehave. Only demo connections have one. */
export const DemoFaults = z.object({
  /** Every kind of fault, with one sentence of what it does. */
  kinds: z.array(z.object({ kind: z.string(), words: z.string() })),
  /** The API's operations, by the names of its document. */
  operations: z.array(z.string()),
  active: z.array(z.object({ kind: z.string(), operation: z.string(), timesLeft: z.number().int() })),
  /** Address of the simulated phone, where this API signs people in with one. */
  phone: z.string().nullable(),
});
export type DemoFaults = z.infer<typeof DemoFaults>;
