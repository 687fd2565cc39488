import { z } from 'zod';
import { fail, type NextStep } from '../bridge/failure.ts';
import type { Adapter, Api, Listing, Row, ServerWords } from './adapter.ts';
import { gap } from './pages.ts';
import { extras, field, filled, isoTime, readRows } from './rows.ts';

// better-auth multi-session: document 000; the cookies are as better-auth 1.7 sets them (plugins multi-session, bearer).

const WireRow = z.object({
  session: z.object({
    id: z.string().min(1),
    token: z.string().min(1),
    expiresAt: z.string().nullish(),
    createdAt: z.string().nullish(),
    updatedAt: z.string().nullish(),
    ipAddress: z.string().nullish(),
    userAgent: z.string().nullish(),
    impersonatedBy: z.string().nullish(),
    activeOrganizationId: z.string().nullish(),
  }),
  user: z.object({
    id: z.string().nullish(),
    name: z.string().nullish(),
    email: z.string().nullish(),
    emailVerified: z.boolean().nullish(),
  }),
});

const WireError = z.object({ message: z.string().nullish(), code: z.string().nullish() });

/** The cookie of the active session, whatever prefix the server was given. */
const activeCookie = /(^|[.-])session_token$/;
const deviceCookie = /session_token_multi-/;

export const betterAuth: Adapter = {
  title: 'better-auth',
  baseUrl: 'http://localhost:3000/api/auth',
  settings: [
    field({
      name: 'origin',
      label: 'Origin',
      help: 'Sent with every request; the server must trust it. Empty: the origin of the base URL.',
    }),
    field({
      name: 'cookiePrefix',
      label: 'Cookie prefix',
      initial: 'better-auth',
      help: 'Used when signed tokens are pasted; the server’s advanced.cookiePrefix.',
    }),
  ],
  secrets: [
    field({
      name: 'cookies',
      label: 'Signed tokens or Cookie header',
      kind: 'long-secret',
      help: 'Signing in fills this by itself. Or paste one signed token a line, or a whole Cookie header.',
    }),
    field({
      name: 'bearer',
      label: 'Bearer token',
      kind: 'secret',
      help: 'Optional. On its own it lists nothing: the server reads device sessions from cookies.',
    }),
  ],
  filters: [],
  subject: [],
  headers: [
    { name: 'Origin', value: '{origin}' },
    // The server lets a bearer token outrank the active cookie; after a switch it would point at the old session.
    { name: 'Authorization', value: 'Bearer {bearer}', unlessCookie: activeCookie },
  ],
  tokensOutliveBy: null,
  // The rate limiter's default (better-auth, rate-limit): per address and path.
  rate: { requests: 100, seconds: 10 },
  readCookies,
  readError,

  async list(api) {
    const listing = await readList(api);
    return { ...listing, notes: notesOn(api, listing.rows) };
  },

  async readBack(api, handles) {
    // Ending a session takes its cookie away, so an ordinary list would miss it even if the session lived on.
    const extraCookies = Object.fromEntries(handles.map((signed) => [deviceCookieName(api, signed), signed]));
    const listing = await readList(api, extraCookies);
    const living = new Set(listing.rows.map((row) => tokenOf(row.handle)));
    for (const [name, signed] of Object.entries(extraCookies)) {
      if (living.has(tokenOf(signed))) api.cookies.set(name, signed);
    }
    return { ...listing, notes: notesOn(api, listing.rows) };
  },

  async switch(api, handle) {
    await api.request({
      method: 'POST',
      path: '/multi-session/set-active',
      body: { sessionToken: tokenOf(handle) },
      answer: z.object({}),
    });
  },

  async end(api, handle) {
    await api.request({
      method: 'POST',
      path: '/multi-session/revoke',
      body: { sessionToken: tokenOf(handle) },
      // A token that is revoked already is answered as the first time.
      repeat: 'absorbing',
      answer: z.object({ status: z.boolean() }),
    });
  },

  async signIn(api, email, password) {
    const answer = z.object({ twoFactorRedirect: z.boolean().nullish() });
    const path = '/sign-in/email';
    const { twoFactorRedirect } = await api.request({
      method: 'POST',
      path,
      body: { email, password },
      answer,
    });
    if (twoFactorRedirect) {
      const got =
        'this account asks for a second factor, which cannot be given here: paste its signed token instead';
      fail({ code: 'unsupported', tried: 'POST /sign-in/email', got, next: 'enter-key' });
    }
  },
};

async function readList(api: Api, extraCookies?: Record<string, string>): Promise<Omit<Listing, 'notes'>> {
  const items = await api.request({
    method: 'GET',
    path: '/multi-session/list-device-sessions',
    answer: z.array(z.unknown()),
    list: true,
    ...(extraCookies ? { extraCookies } : {}),
  });
  const signed = new Map<string, string>();
  for (const { name, value } of api.cookies.all()) {
    if (deviceCookie.test(name)) signed.set(tokenOf(value), value);
  }
  for (const value of Object.values(extraCookies ?? {})) signed.set(tokenOf(value), value);
  const active = activeToken(api);
  const read = readRows(items, WireRow, (wire) => toRow(wire, signed.get(wire.session.token), active));
  const gaps = read.unreadable > 0 ? [gap('unreadable-rows', read.unreadable)] : [];
  return { ...read, total: items.length, gaps, readings: 1 };
}

function notesOn(api: Api, rows: Row[]): Listing['notes'] {
  const active = activeToken(api);
  const hasDevices = api.cookies.all().some(({ name }) => deviceCookie.test(name));
  if (rows.length === 0 && !hasDevices) return ['cookies-needed'];
  if (active === null) return [];
  if (active === '') return rows.length > 0 ? ['none-active'] : [];
  return rows.some((row) => row.session.current) ? [] : ['active-not-listed'];
}

/** Token of the active session; '' when none is active; null when a bearer token decides and it is not known here. */
function activeToken(api: Api): string | null {
  const cookie = api.cookies.all().find(({ name }) => activeCookie.test(name));
  if (cookie) return tokenOf(cookie.value);
  return api.has('bearer') ? null : '';
}

/** A signed value is `token.signature`, URL-encoded or not. */
function tokenOf(signed: string): string {
  return signed.split('.')[0] ?? '';
}

function deviceCookieName(api: Api, signed: string): string {
  const own = api.cookies.all().find(({ value }) => tokenOf(value) === tokenOf(signed));
  if (own && deviceCookie.test(own.name)) return own.name;
  const other = api.cookies.all().find(({ name }) => activeCookie.test(name) || deviceCookie.test(name));
  const stem = other
    ? other.name.replace(/_multi-.*$/, '')
    : `${api.settings['cookiePrefix'] || 'better-auth'}.session_token`;
  return `${stem}_multi-${tokenOf(signed).toLowerCase()}`;
}

/** Reads a Cookie header, or signed tokens one a line; refuses a token without its signature. */
function readCookies(pasted: string, settings: Record<string, string>, baseUrl: string) {
  const text = pasted.trim().replace(/^cookie:\s*/i, '');
  if (/^[^\s=;]+=[^;]+/.test(text) && text.includes('session_token')) {
    return text.split(/;\s*/).filter(Boolean).map(readPair);
  }
  const prefix = baseUrl.startsWith('https:') ? '__Secure-' : '';
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((signed) => {
      if (!/^[A-Za-z0-9]+\.\S+$/.test(signed)) {
        fail({
          code: 'invalid',
          tried: 'keys.put',
          got: 'a token without its signature: a signed token is two parts joined by a dot, as in set-auth-token',
          field: 'cookies',
        });
      }
      const name = `${prefix}${settings['cookiePrefix'] || 'better-auth'}.session_token_multi-${tokenOf(signed).toLowerCase()}`;
      return { name, value: signed.includes('%') ? signed : encodeURIComponent(signed) };
    });
}

function readPair(pair: string): { name: string; value: string } {
  const at = pair.indexOf('=');
  return { name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim() };
}

/** What to do about the server's error codes that mean something else than their status. */
const nextSteps: Record<string, { next: NextStep; field?: string }> = {
  INVALID_ORIGIN: { next: 'correct-input', field: 'origin' },
  MISSING_OR_NULL_ORIGIN: { next: 'correct-input', field: 'origin' },
  INVALID_EMAIL_OR_PASSWORD: { next: 'correct-input', field: 'password' },
  INVALID_SESSION_TOKEN: { next: 'sign-in' },
  UNAUTHORIZED: { next: 'sign-in' },
};

function readError(body: unknown): ServerWords {
  const parsed = WireError.safeParse(body);
  if (!parsed.success) return {};
  const code = parsed.data.code ?? undefined;
  const message = parsed.data.message ?? undefined;
  // A validation error names its field in its text: `[body.sessionToken] …`.
  return { code, message, field: /^\[body\.(\w+)\]/.exec(message ?? '')?.[1], ...nextSteps[code ?? ''] };
}

function toRow(
  { session, user }: z.infer<typeof WireRow>,
  signed: string | undefined,
  active: string | null,
): Row {
  return {
    handle: signed ?? session.token,
    session: {
      nativeId: session.id,
      user: { id: user.id ?? null, name: filled(user.name), email: filled(user.email) },
      device: null,
      userAgent: filled(session.userAgent),
      ip: filled(session.ipAddress),
      city: null,
      country: null,
      createdAt: isoTime(session.createdAt),
      lastActiveAt: isoTime(session.updatedAt),
      expiresAt: isoTime(session.expiresAt),
      // The list holds live sessions only; the API gives no status.
      status: 'active',
      statusGiven: null,
      current: active === null ? null : session.token === active,
      impersonatedBy: filled(session.impersonatedBy),
      extra: extras({
        emailVerified: user.emailVerified,
        activeOrganizationId: session.activeOrganizationId,
      }),
    },
  };
}
