import { z } from 'zod';
import { Gap } from './session.ts';

/** The grounds of a verdict. The page has a sentence for each. */
export const grounds = [
  'own-word', // the API's documented answer about this one session says that it is not live
  'complete-list', // a list known to be complete does not contain it
  'refusal', // the API's documented error for a session that does not exist, on a path that names it
  'own-401', // our own session was to end, and the API's documented 401 has refused its credential since then
  'expiry', // the session's own expiry has passed
  'sighting', // it was seen live
  'nothing', // no evidence either way; `gaps` or the check's failure say why
] as const;

/** What proved a verdict, when, and by which request. */
export const Evidence = z.object({
  rests: z.enum(grounds),
  /** When the answer arrived, ms since the epoch. */
  at: z.number().int(),
  /** The request that was answered, as a template: `GET /sessions/{session_id}`. */
  request: z.string().nullable(),
  /** Its entry in the request log. */
  entryId: z.number().int().nullable(),
  /** The API's own words: `status: revoked`. */
  word: z.string().nullable(),
  /** For a list: how many rows it held, how many the server counts, and how many readings agreed. */
  rows: z.number().int().nullable(),
  total: z.number().int().nullable(),
  readings: z.number().int().nullable(),
  /** For `nothing`: why the list could not settle it. */
  gaps: z.array(Gap),
});
export type Evidence = z.infer<typeof Evidence>;
