import { z } from 'zod';
import { signInWords, statuses } from '../query/status.ts';
import { FailureShape } from './crossing/failure-shape.ts';

/** Milliseconds since the epoch. */
const Time = z.number().int();

/**
 * One normalised row. A field that the API does not send is null and shown as "not provided by …".
 * `id` is our opaque row id; the handle by which calls name the session stays in the host.
 */
export const Session = z.object({
  id: z.string(),
  connectionId: z.string(),
  /** The API's own id of the session, when that is not a credential. */
  nativeId: z.string().nullable(),
  user: z.object({
    id: z.string().nullable(),
    name: z.string().nullable(),
    email: z.string().nullable(),
  }),
  device: z.object({
    browser: z.string().nullable(),
    browserVersion: z.string().nullable(),
    os: z.string().nullable(),
    kind: z.enum(['desktop', 'mobile', 'tablet']).nullable(),
  }),
  userAgent: z.string().nullable(),
  ip: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
  createdAt: Time.nullable(),
  lastActiveAt: Time.nullable(),
  expiresAt: Time.nullable(),
  /** The closest of our statuses; `statusGiven` is the API's own. */
  status: z.enum(statuses),
  statusGiven: z.string().nullable(),
  /** True: our own credential acts as this session. Null: the API does not say. */
  current: z.boolean().nullable(),
  /** Who is impersonating this user, where the API reports it. */
  impersonatedBy: z.string().nullable(),
  /** What we know of a sign-in on this session, where there is something to report. */
  signIn: z.enum(signInWords).optional(),
  /** For APIs that sign people in by phone: the account on the session, and whether its phone can be asked. */
  phone: z.object({ accountId: z.string().nullable(), canBeAsked: z.boolean() }).optional(),
  /** Problems of reading the row: unreadable fields, and times without a zone, by the API's field names. */
  reading: z.object({ unreadable: z.array(z.string()), zoneless: z.array(z.string()) }).optional(),
  /** Other fields of interest: the API's name → value as text. */
  extra: z.record(z.string(), z.string()),
});
export type Session = z.infer<typeof Session>;
export type SessionStatus = Session['status'];

/** Notes shown with a list; the page has a sentence for each. */
const pageNotes = [
  'cookies-needed', // the API answered [] because it reads cookies and none were sent
  'active-not-listed', // the active session is not in the list: ended, or over the server's limit
  'none-active', // no session of the list is the active one
  'limit-reached', // reading stopped at our own limit of pages
  'none-started', // the API has no list, and no session was started from here yet
] as const;

/** Why a list may lack sessions that exist. */
export const gapReasons = [
  'fewer-than-total', // fewer distinct rows than the server's own total; count: how many are missing
  'more-than-total', // more distinct rows than the server's own total; count: how many too many
  'empty-page', // a page without rows, though the server counts more
  'repeated-page', // a page held only rows of earlier pages
  'duplicate-rows', // one id twice; count: how many rows were dropped
  'moved', // rows moved between pages while they were read; count: how often it was read
  'unreadable-rows', // count: how many rows
  'refused-parts', // the server refused parts of what was asked for; count: how many user ids or nonces
  'our-limit', // reading stopped at our own limit of rows or bytes; count: rows read
  'still-reading', // later pages had not come yet; count: rows read
  'stopped', // a person stopped the reading; count: rows read
  'broke-off', // a page could not be read, and those after it were not asked for; count: rows read
  'current-missing', // our own session was listed before, was not to end, and is no longer listed
  'nothing-in-common', // none of the sessions that were to stay is listed any more
  'living-not-listed', // sessions that a lookup shows to be live are missing; count: how many
  'unsettled-not-listed', // sessions that nobody ended are missing, and asking about them proved nothing; count: how many
  'own-not-listed', // the session that our own credential acts as is never listed
  'unproven-cookie-name', // nothing shows that the server reads a cookie of the name that was sent
  'handle-unknown', // the handle to ask about the session with is no longer known
  'not-read', // the list could not be read
] as const;

/** `count` is null where there is nothing to count. */
export const Gap = z.object({ why: z.enum(gapReasons), count: z.number().int().nullable() });
export type Gap = z.infer<typeof Gap>;

/** The server's own limit of how many sessions may be live at once, where its list names one. */
const SessionLimit = z.object({
  /** How many sessions count against the limit, and how many it allows. */
  used: z.number().int().nullable(),
  most: z.number().int().nullable(),
  /** How close the server says it is; null: it says nothing, or something else, which is in `warning`. */
  state: z.enum(['near', 'reached']).nullable(),
  /** A warning in the server's own words. */
  warning: z.string().nullable(),
});
export type SessionLimit = z.infer<typeof SessionLimit>;

/** One reading of a connection's sessions. */
export const SessionPage = z.object({
  connectionId: z.string(),
  sessions: z.array(Session),
  /** Number of rows that were left out because they could not be read. */
  unreadable: z.number().int(),
  /** How many sessions the server counts, where it says so. */
  total: z.number().int().nullable(),
  readAt: Time,
  notes: z.array(z.enum(pageNotes)),
  limit: SessionLimit.optional(),
  /** Why the list may lack sessions that exist. Empty: nothing in it contradicts itself. */
  gaps: z.array(Gap),
  /** Why the page after the last rows could not be read, where that is so. */
  brokeOff: FailureShape.optional(),
  /** The reading that goes on: `sessions.more` has the rows that follow. Absent: these are all. */
  reading: z.string().optional(),
});
export type SessionPage = z.infer<typeof SessionPage>;

/** Rows that came since the last part of a reading. A row whose id came before replaces that row. */
export const SessionPart = z.object({
  sessions: z.array(Session),
  /** How many rows have been read, and how many the server counts. */
  read: z.number().int(),
  total: z.number().int().nullable(),
  /** Ids of earlier rows that turned out not to be in the list; only with `page`. */
  dropped: z.array(z.string()),
  /** The whole list without its rows, once it has been read; null: more follows. */
  page: SessionPage.omit({ sessions: true }).nullable(),
});
export type SessionPart = z.infer<typeof SessionPart>;

export const SwitchReport = z.object({
  /** `not-switched`: the API reported success, but the list read afterwards shows another active session. */
  verdict: z.enum(['switched', 'not-switched', 'cannot-be-checked']),
  checkFailure: FailureShape.nullable(),
  /** Why the list did not settle the verdict; empty where it did. */
  gaps: z.array(Gap),
  page: SessionPage.nullable(),
  nowActive: Session.nullable(),
});
export type SwitchReport = z.infer<typeof SwitchReport>;

/** Whether a session works, asked for on demand. */
export const Verification = z.object({
  sessionId: z.string(),
  state: z.enum(['active', 'ended', 'unknown']),
  statusGiven: z.string().nullable(),
  /** Which operation answered. */
  method: z.enum(['verify', 'get', 'list']),
  /** Why a list did not settle the state, which is then `unknown`. */
  gaps: z.array(Gap),
  /** True when the API's verify operation is gone (410) and another operation was used. */
  verifyRetired: z.boolean(),
  checkedAt: Time,
});
export type Verification = z.infer<typeof Verification>;

/** A minted token, decoded. The token itself stays in the host until it is taken, once. */
export const MintedToken = z.object({
  tokenId: z.string(),
  header: z.record(z.string(), z.json()),
  claims: z.record(z.string(), z.json()),
  bytes: z.number().int(),
  expiresAt: Time.nullable(),
});
export type MintedToken = z.infer<typeof MintedToken>;
