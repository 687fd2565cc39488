import { z } from 'zod';
import { fail, type NextStep } from '../bridge/failure.ts';
import type { Adapter, Api, ServerWords } from './adapter.ts';
import { cacheLifetime } from './cookies/cookie-cache.ts';
import {
  activeCookie,
  deviceCookie,
  deviceCookies,
  namedIn,
  signedIn,
  stemOf,
  tokenOf,
  type NamedCookie,
} from './cookies/device-cookies.ts';
import { listDevice, lookUpDevice } from './device-list.ts';
import { partCookies, pastedCookies } from './cookies/pasted-cookies.ts';
import { wordsIn } from './error-words.ts';
import { field } from './rows.ts';

// better-auth multi-session: document 000; cookies as better-auth 1.7 sets them (plugins multi-session and bearer).

const WireError = z.object({
  message: z.string().nullish(),
  code: z.string().nullish(),
});

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
    // The server prefers a bearer token to the active cookie; after a switch the token would name the old session.
    { name: 'Authorization', value: 'Bearer {bearer}', unless: (jar) => activeCookie(jar) !== undefined },
  ],
  tokensOutliveBy: null,
  outlives: (api) => cacheLifetime(api.cookies.all()) ?? api.learned.outlives,
  // The rate limiter's default (better-auth, rate-limit): per address and path.
  rate: { requests: 100, seconds: 10 },
  readCookies,
  readError,

  list: (api) => listDevice(api, []),
  // Ending a session deletes its cookie, so an ordinary list would miss the session even if it lived on.
  readBack: (api, handles, _filters, options) => listDevice(api, handles, options?.staying),
  lookUp: lookUpDevice,

  async switch(api, handle) {
    keepDeviceCookie(api, handle);
    const body = { sessionToken: tokenOf(signedIn(handle)) };
    const path = '/multi-session/set-active';
    await api.request({ method: 'POST', path, body, answer: z.object({}) });
    api.learned.outlives = cacheLifetime(api.cookies.all());
  },

  async end(api, handle) {
    keepDeviceCookie(api, handle);
    await api.request({
      method: 'POST',
      path: '/multi-session/revoke',
      body: { sessionToken: tokenOf(signedIn(handle)) },
      // The server answers for an already revoked token as it does the first time.
      repeat: 'absorbing',
      answer: z.object({ status: z.boolean() }),
    });
  },

  async signIn(api, email, password) {
    const answer = z.object({ twoFactorRedirect: z.boolean().nullish(), token: z.string().nullish() });
    const path = '/sign-in/email';
    const { twoFactorRedirect, token } = await api.request({
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
    if (token) keepNewDevice(api, token);
    assertCookieCame(api, token ?? null);
    api.learned.outlives = cacheLifetime(api.cookies.all());
  },
};

/** Restores the session's device cookie if the jar lacks it: switching to and ending a session need it. */
function keepDeviceCookie(api: Api, handle: string): void {
  const jar = api.cookies.all();
  const active = activeCookie(jar);
  const signed = signedIn(handle);
  // The server accepts no cookie without its signature.
  if (!signed.includes('.')) return;
  const isThere = deviceCookies(jar).some(({ value }) => tokenOf(value) === tokenOf(signed));
  const ifMissing = isThere ? [] : namedIn(handle);
  for (const { name, value } of active ? [deviceCookie(active.name, signed)] : ifMissing)
    if (!jar.some((cookie) => cookie.name === name)) api.cookies.set(name, value, active?.name);
}

/** Throws `bad-answer`, with what became of the cookies, unless the sign-in set one that goes back to the server. */
function assertCookieCame(api: Api, token: string | null): void {
  const jar = api.cookies.all();
  const isThere = token === null ? activeCookie(jar) : jar.some(({ value }) => tokenOf(value) === token);
  if (isThere) return;
  const got = `the server took the password, but no cookie came back that it would be shown again: ${api.cookies.unkept()}`;
  fail({ code: 'bad-answer', tried: 'POST /sign-in/email', got });
}

/** Over the server's limit of sessions per device a new session gets no device cookie; without one the next displaces it. */
function keepNewDevice(api: Api, token: string): void {
  const own = api.cookies.all().filter(({ value }) => tokenOf(value) === token);
  const active = own.find((cookie) => stemOf(cookie) === null);
  if (!active || own.length > 1) return;
  const { name, value } = deviceCookie(active.name, active.value);
  api.cookies.set(name, value, active.name);
}

/**
 * Reads cookies pasted in any known form, keeping those that the API reads; or signed tokens, one a line. Throws
 * `invalid` for a token without its signature.
 */
function readCookies(pasted: string, settings: Record<string, string>, baseUrl: string) {
  const tokens = pasted.split(/[\s,;"'`]+/).filter(Boolean);
  if (tokens.every((token) => /^[A-Za-z0-9]+\.[A-Za-z0-9+/%_-]+=*$/.test(token)))
    return { cookies: tokens.map((signed) => fromToken(signed, settings, baseUrl)), dropped: [] };
  const cookies = pastedCookies(pasted);
  const { kept, dropped } = partCookies(cookies);
  if (kept.length > 0) return { cookies: kept, dropped };
  if (cookies.length > 0 && /[=;]\s|;|=[^=]/.test(pasted)) {
    const got =
      'none of these cookies holds a session of better-auth: it is the one that ends in session_token';
    fail({ code: 'invalid', tried: 'keys.put', got, field: 'cookies' });
  }
  return { cookies: tokens.map((signed) => fromToken(signed, settings, baseUrl)), dropped: [] };
}

function fromToken(signed: string, settings: Record<string, string>, baseUrl: string): NamedCookie {
  if (!/^[A-Za-z0-9]+\.\S+$/.test(signed)) {
    const got =
      'a token without its signature: a signed token is two parts joined by a dot, as in set-auth-token';
    fail({ code: 'invalid', tried: 'keys.put', got, field: 'cookies' });
  }
  const prefix = baseUrl.startsWith('https:') ? '__Secure-' : '';
  const stem = `${prefix}${settings['cookiePrefix'] || 'better-auth'}.session_token`;
  return deviceCookie(stem, signed.includes('%') ? signed : encodeURIComponent(signed));
}

/** The next step for the server's error codes that mean something else than their status. */
const nextSteps: Record<string, { next: NextStep; field?: string }> = {
  INVALID_ORIGIN: { next: 'correct-input', field: 'origin' },
  MISSING_OR_NULL_ORIGIN: { next: 'correct-input', field: 'origin' },
  INVALID_EMAIL_OR_PASSWORD: { next: 'correct-input', field: 'password' },
  INVALID_SESSION_TOKEN: { next: 'sign-in' },
  UNAUTHORIZED: { next: 'sign-in' },
};

function readError(body: unknown): ServerWords {
  const parsed = WireError.safeParse(body);
  const isOwn = parsed.success && Boolean(parsed.data.message ?? parsed.data.code);
  if (!isOwn) {
    const words = wordsIn(body);
    return { ...words, ...nextSteps[words.code ?? ''] };
  }
  const code = parsed.data.code ?? wordsIn(body).code;
  const message = wordsIn(body).message ?? parsed.data.message ?? undefined;
  // A validation error names its field in its text: `[body.sessionToken] …`.
  return { code, message, field: /^\[body\.(\w+)\]/.exec(message ?? '')?.[1], ...nextSteps[code ?? ''] };
}
