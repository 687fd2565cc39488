import { z } from 'zod';
import { failureCodes, nextSteps, type Failure } from '../failure.ts';

/** A failure as part of an answer. Kept apart from `failure.ts`, which the page imports and which must stay free of zod. */
export const FailureShape: z.ZodType<Failure> = z.object({
  code: z.enum(failureCodes),
  tried: z.string(),
  got: z.string(),
  next: z.enum(nextSteps),
  status: z.number().int().nullable(),
  retryAt: z.number().int().nullable(),
  field: z.string().nullable(),
  traceId: z.string().nullable(),
});
