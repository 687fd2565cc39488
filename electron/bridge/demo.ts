import { z } from 'zod';

/** The faults of the demo's server. Only demo connections have one. */
export const DemoFaults = z.object({
  /** Every kind of fault, each with a one-sentence description. */
  kinds: z.array(z.object({ kind: z.string(), words: z.string() })),
  /** The API's operations, named as in its document. */
  operations: z.array(z.string()),
  active: z.array(z.object({ kind: z.string(), operation: z.string(), timesLeft: z.number().int() })),
  /** Address of the simulated phone, for an API that signs people in by phone. */
  phone: z.string().nullable(),
});
export type DemoFaults = z.infer<typeof DemoFaults>;
