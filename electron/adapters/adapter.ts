import type { z } from 'zod';
import type { ApiInfo, Field } from '../bridge/api.ts';
import type { NextStep } from '../bridge/failure.ts';
import type { Verification } from '../bridge/session.ts';
import type { Slices } from '../bridge/crossing/slices.ts';
import type { PastedCookies } from './cookies/pasted-cookies.ts';
import type { Listing, ListOptions, Row, Staying } from './pages/listing.ts';

/** One request of a documented API. The host adds the key; an adapter never sees it. */
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
  /** The call returns no result, so a 2xx whose body is only “ok” as plain text is accepted too. */
  withoutResult?: boolean;
  /** The answer is bytes (`application/octet-stream` or an image), not JSON. */
  bytes?: boolean;
  answer: z.ZodType<Answer>;
  /** True for lists, which may be larger than single objects: 10 MiB instead of 1 MiB. */
  list?: boolean;
  /** A page of a list after the first: its progress is visible, so the host waits as long as the server asks. */
  isFurther?: boolean;
  /** Cookies for this request alone, in addition to the jar's. Cookies that the server sets in reply are then not kept. */
  extraCookies?: Record<string, string>;
  /** True: only `extraCookies` are sent, not the jar's. */
  withoutJar?: boolean;
  /** Whether the request changes something on the server; default: every method except GET does. */
  changes?: boolean;
  /** `absorbing`: sending it several times has the same effect as once. */
  repeat?: 'absorbing';
}

/** The connection's cookie jar, as far as an adapter needs it. Values are as sent, not decoded. */
export interface Cookies {
  /** The cookies that are sent, one of each name. `maxAge`: the lifetime that the server set, ms; null: not given. */
  all(): { name: string; value: string; maxAge: number | null }[];
  /** @param like name of a cookie whose domain and path to copy; without one, the base URL's host and `/` */
  set(name: string, value: string, like?: string): void;
  /** Describes, in words, the cookies of the last answer that are not sent to the base URL, and why. */
  unkept(): string;
}

/** Facts learned about a server from its answers; stored with the key. */
export interface Learned {
  /** How long credentials issued earlier may outlive an ended session, ms; null while nothing says that they do. */
  outlives: number | null;
}

/** How an adapter sends a connection's requests. Every failure is a BridgeError. */
export interface Api {
  settings: Readonly<Record<string, string>>;
  /** Whether the key has this field; the value is not revealed. */
  has(secret: string): boolean;
  cookies: Cookies;
  learned: Learned;
  /** Handles that are stored with the key, for an API without a list. */
  handles(): KeptHandle[];
  /** Bytes of all answers in this operation so far, after decompression. */
  bytesRead(): number;
  /** Restarts the operation's deadline, because part of a long answer has arrived. */
  restartDeadline(): void;
  /** For work on as many rows as a hostile server may send: divides it into turns of the event loop. */
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
  /** Whether the account that last signed in on this session can be sent a push. */
  canPush: boolean;
  /** The content of the QR code, base64. */
  qr: string | null;
  /** The name under which the server announces changes of this session. */
  liveId: string | null;
}

/**
 * How a server announces a session's changes, over a WebSocket with text messages. `read` returns what a message says
 * of a sign-in: a phase, `changed` when only the status can tell, or null when it says nothing.
 */
export interface LiveProtocol {
  /** Null: this connection has no live channel. */
  url: (settings: Record<string, string>) => string | null;
  register: (settings: Record<string, string>, liveId: string) => string;
  read: (message: string) => 'seen' | 'confirm' | 'declined' | 'no-accounts' | 'changed' | null;
}

export type PushTarget =
  { kind: 'session' } | { kind: 'account'; accountId: string } | { kind: 'user'; userId: string };

/** What the phone shows with its question. */
export interface PushContext {
  ip: string;
  userAgent: string;
  info: Record<string, string>;
  /** Image, base64. */
  logo: string | null;
}

/** An error as the server describes it. */
export interface ServerWords {
  code?: string | undefined;
  message?: string | undefined;
  field?: string | undefined;
  traceId?: string | undefined;
  /** The next step for the person, where this error needs another one than its status suggests. */
  next?: NextStep | undefined;
  /** Whether this is the documented body for a path that names something that does not exist. */
  gone?: boolean | undefined;
}

/** The API's answer about one session that was asked about by name. */
export interface LookedUp {
  /** Null: the answer does not settle it. */
  live: boolean | null;
  /** True: the session reached its own expiry. */
  expired?: boolean;
  /** The API's own words: `valid: false`. */
  word: string;
  /** The row, where the answer holds one. */
  row?: Row;
}

/** A header of every request. `{name}` is a secret or setting; omitted if that is empty or `unless` is true of the jar. */
export interface HeaderTemplate {
  name: string;
  value: string;
  /** True: the value is no secret and helps with diagnosis, so the timeline shows it. */
  plain?: true;
  unless?: (jar: { name: string; value: string }[]) => boolean;
}

export type Checked = Pick<Verification, 'state' | 'statusGiven' | 'method' | 'verifyRetired'>;

/** One documented API. Operations that the API lacks are absent methods. */
export interface Adapter {
  title: string;
  baseUrl: string;
  settings: Field[];
  secrets: Field[];
  filters: Field[];
  subject: ApiInfo['subject'];
  headers: HeaderTemplate[];
  /** Present when the API uses cookies: parses what a person pasted into `keyFields.cookies`. */
  readCookies?: (pasted: string, settings: Record<string, string>, baseUrl: string) => PastedCookies;
  /** Present when only Sessiondeck knows the sessions: returns the handles to keep from what a person pasted. */
  readHandles?: (pasted: string) => string[];
  /** Extracts the server's description of an error; never throws. */
  readError: (body: unknown) => ServerWords;
  /** How long tokens issued before may outlive an ended session, ms; null: nothing says that they do. */
  tokensOutliveBy: number | null;
  /** The same, for APIs where it depends on what this server has set; called before the session ends. */
  outlives?: (api: Api) => number | null;
  /** The API's documented rate limit; null: none is documented. */
  rate: { requests: number; seconds: number } | null;
  /** `undecided`: servers of this API differ on whether `endAll` ends the caller's own session. */
  endAllKeepsCurrent?: 'undecided';
  /** The key belongs to no session, so no listed session can be the caller's own. */
  keyHasNoSession?: true;
  /** For APIs whose list needs a subject: resolves when the key is accepted; throws as `list` does. */
  checkKey?: (api: Api) => Promise<void>;

  list?: (api: Api, filters: Record<string, string>, options?: ListOptions) => Promise<Listing>;
  /** Asks about one session by name. No failure except `not-found` says anything about the session. */
  lookUp?: (api: Api, handle: string, staying?: Staying) => Promise<LookedUp>;
  /** `readBack` lists ended sessions too, with their status, so a session missing there proves nothing. */
  keepsEnded?: true;
  /** Whether a list with these filters shows the session; absent: filters hide nothing. */
  shows?: (filters: Record<string, string>, session: Row['session']) => boolean;
  get?: (api: Api, handle: string) => Promise<Row>;
  end?: (api: Api, handle: string) => Promise<void>;
  /** Ends all sessions in one call; whether that includes the caller's own differs between servers. */
  endAll?: (api: Api) => Promise<void>;
  /** The server's own count of live sessions. */
  count?: (api: Api) => Promise<number>;
  /**
   * Reads the list so that it shows `handles`, live or ended, even those that the filters would hide; absent where `list`
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
  /** Resolves with the token. */
  mint?: (api: Api, handle: string, template: string, expiresInSeconds: number | null) => Promise<string>;
  /** Fills the cookie jar. The password is used in this one request and nowhere else. */
  signIn?: (api: Api, email: string, password: string) => Promise<void>;
  live?: LiveProtocol;
  /** Identifies the server behind a shared address that the settings name, as its normalised id. */
  serverOf?: (settings: Record<string, string>) => string;
  loginStatus?: (api: Api, handle: string) => Promise<LoginStatus>;
  /** The QR code to sign in with: its content as bytes, or the server's own picture of it, `size` pixels wide. */
  qr?: (
    api: Api,
    handle: string,
    options: { png: { size: number } | null; context: PushContext | null },
  ) => Promise<Uint8Array>;
  /** Asks a phone to sign in on the session of `handle`. Resolves when the request is sent, not when it is answered. */
  push?: (api: Api, handle: string, target: PushTarget, context: PushContext) => Promise<void>;
}
