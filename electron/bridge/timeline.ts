import { z } from 'zod';
import { FailureShape } from './crossing/failure-shape.ts';

/** What caused a request. */
export const causes = ['person', 'run', 'read-back', 'recovery', 'watch', 'sent-again'] as const;
export type Cause = (typeof causes)[number];

/** One attempt of one request, redacted. Bodies are not stored, because they can hold tokens. */
export const TimelineEntry = z.object({
  id: z.number().int(),
  /** When it was sent, ms since the epoch. */
  at: z.number().int(),
  connectionId: z.string(),
  cause: z.enum(causes),
  /** The run that the request belongs to, if any. */
  runId: z.string().nullable(),
  method: z.string(),
  /** The path with its query, filled in except for secrets. */
  path: z.string(),
  /** 1 for the first attempt. */
  attempt: z.number().int(),
  /** Null: there was no answer. */
  status: z.number().int().nullable(),
  /** From sending to the parsed answer, ms. */
  took: z.number(),
  /** Size of the answer's body, bytes, decompressed; null when no body was read. */
  size: z.number().int().nullable(),
  /** Names of the headers that were sent, with the values of those that hold no secret. */
  requestHeaders: z.record(z.string(), z.string()),
  responseHeaders: z.record(z.string(), z.string()),
  failure: FailureShape.nullable(),
  /** Whether `timeline.sendAgain` accepts it: the request only reads, and no part of it was redacted. */
  canSendAgain: z.boolean(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const TimelinePage = z.object({
  /** Newest first. */
  entries: z.array(TimelineEntry),
  matching: z.number().int(),
  total: z.number().int(),
});
export type TimelinePage = z.infer<typeof TimelinePage>;
