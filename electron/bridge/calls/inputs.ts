import { z } from 'zod';

/** Any id, ours or an API's. */
export const Id = z.string().min(1).max(64);
export const OfConnection = z.strictObject({ connectionId: Id });
export const OfSession = z.strictObject({ connectionId: Id, sessionId: Id });
export const OfReading = z.strictObject({ connectionId: Id, reading: Id });
export const OfAttempt = z.strictObject({ connectionId: Id, attemptId: Id });
export const Nothing = z.strictObject({});
export const Done = z.object({});
