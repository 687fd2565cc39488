import type { z } from 'zod';
import type { ApiInfo, Field } from '../bridge/api.ts';
import type { NextStep } from '../bridge/failure.ts';
import type { Gap, Session, SessionPage, Verification } from '../bridge/session.ts';
import type { Slices } from '../bridge/crossing/slices.ts';
import type { PastedCookies } from './cookies/pasted-cookies.ts';

/** One request of a documented API. The key is put in by the host; an adapter never sees it. */
export interface ApiRequest<Answer> {
  method: 'GET' | 'POST' | 'DELETE';
  /** Path template below the base URL; each `{name}` is one segment, taken from `params`. */
  path: `/${string}`;
  params?: Record<string, string>;
  /** Query parameters; undefined ones are left out. */
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON; also with a GET, which fetch cannot do (nextAuth's QR code). */
  body?: unknown;
  /** Headers of this request alone. */
  headers?: Record<string, string>;
  /** The call has no result: a 2xx that only says “ok”, as plain text, is one anyway. */
  withoutResult?: boolean;
  /** The answer is bytes (`application/octet-stream` or an image), not JSON. */
  bytes?: boolean;
  answer: z.ZodType<Answer>;
  /** Lists may be larger than single objects: 10 MiB instead of 1 MiB. */
  list?: boolean;
  /** Cookies for this request alone, beside the jar's. What the server sets in reply is then not kept. */
  extraCookies?: Record<string, string>;
  /** True: sent with `extraCookies` alone, without the jar's. */
  withoutJar?: boolean;
  /** Whether it changes something on the server; when left out, everything but a GET does. */
  changes?: boolean;
  /** `absorbing`: it does not matter whether the server is asked for this once or more often. */
  repeat?: 'absorbing';
}

/** The connection's cookie jar, as far as an adapter needs it. Values are as sent, not decoded. */
export interface Cookies {
  /** Those that are sent, one of each name. `maxAge`: for how long the server set it, ms; null where it did not say. */
  all(): { name: string; value: string; maxAge: number | null }[];
  /** @param like name of a cookie whose domain and path it is to have; the base URL's host and `/` without one */
  set(name: string, value: string, like?: string): void;
  /** What became of the cookies that the last answer set and that are not sent to the base URL, in words. */
  unkept(): string;
}

/** What was learned about a server from its answers, and is kept with the key. */
export interface Learned {
  /** How long what it issued before may outlive an ended session, ms; null while nothing says that it does. */
  outlives: number | null;
}

/** What a connection's requests go through. Every failure is a BridgeError. */
export interface Api {
  settings: Readonly<Record<string, string>>;
  /** Whether the key has this field, without the field. */
  has(secret: string): boolean;
  cookies: Cookies;
  learned: Learned;
  /** Handles that are kept with the key, for an API that has no list of its own. */
  handles(): KeptHandle[];
  /** Bytes of all answers of this operation so far, after decompression. */
  bytesRead(): number;
  /** For work on as many rows as a hostile server sends: it is divided into turns of the event loop. */
  newSlices(): Slices;
  /** Resolves with the parsed answer of a 2xx. */
  request<Answer>(request: ApiRequest<Answer>): Promise<Answer>;
}

/** A handle that Sessiondeck made or was given, and when, ms since the epoch. */
export interface KeptHandle {
  handle: string;
  createdAt: number | null;
}

/** Where a sign-in on a session stands. */
export interface LoginStatus {
  signedIn: boolean;
  userId: string | null;
  accountId: string | null;
  /** Whether a push to the account that last signed in on this session is possible. */
  canPush: boolean;
  /** What the QR code holds, base64. */
  qr: string | null;
  /** Name under which the server tells of changes of this session. */
  liveId: string | null;
}

/**
 * How a server tells of a session's changes by itself, over a WebSocket that speaks text. `read` names what a message
 * says of a sign-in: a phase, `changed` when only the status can tell, or null when it says nothing.
 */
export interface LiveProtocol {
  /** Null: this connection has no live channel. */
  url: (settings: Record<string, string>) => string | null;
  register: (settings: Record<string, string>, liveId: string) => string;
  read: (message: string) => 'seen' | 'confirm' | 'declined' | 'no-accounts' | 'changed' | null;
}

export type PushTarget =
  { kind: 'session' } | { kind: 'account'; accountId: string } | { kind: 'user'; userId: string };

/** What the phone shows with the question. */
export interface PushContext {
  ip: string;
  userAgent: string;
  info: Record<string, string>;
  /** Image, base64. */
  logo: string | null;
}

/** What a server says of an error, in its own words. */
export interface ServerWords {
  code?: string | undefined;
  message?: string | undefined;
  field?: string | undefined;
  traceId?: string | undefined;
  /** What to do about it, where this API's error asks for something else than its status would. */
  next?: NextStep | undefined;
  /** Whether this is the documented body that says: what the path names does not exist. */
  gone?: boolean | undefined;
}

/**
 * One session as an API gives it. `handle` is what later calls name it by, and may be a live credential: it stays
 * in the host. `device: null` leaves it to the host to read the user agent.
 */
export interface Row {
  handle: string;
  session: Omit<Session, 'id' | 'connectionId' | 'device'> & { device: Session['device'] | null };
}

export interface Listing {
  rows: Row[];
  unreadable: number;
  total: number | null;
  notes: SessionPage['notes'];
  /** Why it may lack sessions that exist; empty when nothing in the answers contradicts itself. */
  gaps: Gap[];
  /** How many readings in a row agreed on the ids; a list of one page settles at the first. */
  readings: number;
}

/** How thoroughly a list of several pages is read. */
export interface ListOptions {
  /** True: for evidence, so that two readings in a row must agree. */
  settle?: boolean;
  /** See Staying; left out where nothing is to be proven. */
  staying?: Staying;
}

/**
 * Handles of sessions that lived before and were not to end: a server that lists none of them proves nothing by not
 * listing another. Null: not known, as after a restart.
 */
export type Staying = readonly string[] | null;

/** What the API says of one session that it was asked about by name. */
export interface LookedUp {
  /** Null: the answer does not decide it. */
  live: boolean | null;
  /** True: it is over because its time was up. */
  expired?: boolean;
  /** The API's own words: `valid: false`. */
  word: string;
  /** The row, where the answer holds one. */
  row?: Row;
}

/** A header of every request. `{name}` is a secret or setting; without a value, or with `unless` true of the jar, it is left out. */
export interface HeaderTemplate {
  name: string;
  value: string;
  /** True: its value is no secret and helps to find a fault, so the timeline shows it. */
  plain?: true;
  unless?: (jar: { name: string; value: string }[]) => boolean;
}

export type Checked = Pick<Verification, 'state' | 'statusGiven' | 'method' | 'verifyRetired'>;

/** One documented API. An operation that the API lacks is a method that is not there. */
export interface Adapter {
  title: string;
  baseUrl: string;
  settings: Field[];
  secrets: Field[];
  filters: Field[];
  subject: ApiInfo['subject'];
  headers: HeaderTemplate[];
  /** Present when the API is spoken to with cookies: reads what a person pasted into `keyFields.cookies`. */
  readCookies?: (pasted: string, settings: Record<string, string>, baseUrl: string) => PastedCookies;
  /** Present when sessions are known to Sessiondeck alone: the handles to keep, in what a person pasted. */
  readHandles?: (pasted: string) => string[];
  /** Never throws. */
  readError: (body: unknown) => ServerWords;
  /** How long tokens issued before may outlive an ended session, ms; null when nothing says that they do. */
  tokensOutliveBy: number | null;
  /** The same, where it takes a look at what this server has set; asked before the session ends. */
  outlives?: (api: Api) => number | null;
  /** How many requests the API takes in how many seconds, where that is documented. */
  rate: { requests: number; seconds: number } | null;
  /** `undecided`: servers of this API differ on whether `endAll` ends the caller's own session. */
  endAllKeepsCurrent?: 'undecided';
  /** The key is no session's: none that it lists can be the caller's own. */
  keyHasNoSession?: true;
  /** Resolves when the key is accepted, where a list needs to be told whose sessions; throws as `list` does. */
  checkKey?: (api: Api) => Promise<void>;

  list?: (api: Api, filters: Record<string, string>, options?: ListOptions) => Promise<Listing>;
  /** Asks about one session by name. A failure says nothing about it, unless it is `not-found`. */
  lookUp?: (api: Api, handle: string, staying?: Staying) => Promise<LookedUp>;
  /** Ended sessions stay in what `readBack` reads, with their status: that one is missing there proves nothing. */
  keepsEnded?: true;
  /** Whether a list with these filters shows the session; absent: filters hide none. */
  shows?: (filters: Record<string, string>, session: Row['session']) => boolean;
  get?: (api: Api, handle: string) => Promise<Row>;
  end?: (api: Api, handle: string) => Promise<void>;
  /** One call for all; whether that includes the caller's own session differs between servers. */
  endAll?: (api: Api) => Promise<void>;
  /** How many live sessions the server counts. */
  count?: (api: Api) => Promise<number>;
  /**
   * Reads the list so that `handles` show up, living or ended, whatever the filters would hide; where absent, `list`
   * does that already.
   */
  readBack?: (
    api: Api,
    handles: string[],
    filters: Record<string, string>,
    options?: ListOptions,
  ) => Promise<Listing>;
  switch?: (api: Api, handle: string) => Promise<void>;
  verify?: (api: Api, handle: string, token: string) => Promise<Checked>;
  /** Resolves with the token itself. */
  mint?: (api: Api, handle: string, template: string, expiresInSeconds: number | null) => Promise<string>;
  /** Fills the cookie jar. The password goes into the one request and nowhere else. */
  signIn?: (api: Api, email: string, password: string) => Promise<void>;
  live?: LiveProtocol;
  /** Which of the servers behind one address a connection's settings name, in one spelling of its id. */
  serverOf?: (settings: Record<string, string>) => string;
  loginStatus?: (api: Api, handle: string) => Promise<LoginStatus>;
  /** The QR code to sign in with: the bytes it holds, or the server's own picture of it, `size` pixels wide. */
  qr?: (
    api: Api,
    handle: string,
    options: { png: { size: number } | null; context: PushContext | null },
  ) => Promise<Uint8Array>;
  /** Asks a phone to sign in on the session of `handle`. Resolving means sent, not answered. */
  push?: (api: Api, handle: string, target: PushTarget, context: PushContext) => Promise<void>;
}
