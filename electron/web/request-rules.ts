import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { pagePolicy, permissionsPolicy } from '../host/shell/page-headers.ts';

/** Sent with every answer. The page may load its own files and talk to its own origin, and nothing else. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': pagePolicy("'self'"),
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'X-Frame-Options': 'DENY',
  'Permissions-Policy': permissionsPolicy,
};

/** Headers that decide whether a request is let in. If one is repeated, different readers could trust different values. */
const deciding = ['host', 'origin', 'sec-fetch-site', 'content-type', 'x-sessiondeck-token'];

/** The parts of a request's head that decide whether it is let in. */
export type Head = Pick<IncomingMessage, 'httpVersion' | 'method' | 'url' | 'headers' | 'headersDistinct'>;

/**
 * The status to refuse a request with, or null to let it pass: exact Host against DNS rebinding, exact Origin and fetch
 * metadata against other sites' pages. A POST must have an Origin, or `Sec-Fetch-Site: same-origin`.
 */
export function refusal(request: Head, port: number): number | null {
  const { method, url, headers, headersDistinct, httpVersion } = request;
  if (httpVersion !== '1.1' || !url?.startsWith('/') || url.startsWith('//')) return 400;
  if (method !== 'GET' && method !== 'POST') return 405;
  if (deciding.some((name) => (headersDistinct[name]?.length ?? 0) > 1)) return 400;
  const { host, origin } = headers;
  if (!host || !authoritiesOf(port).includes(host)) return 403;
  if (origin !== undefined && origin !== `http://${host}`) return 403;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && !isVisit(request)) return 403;
  if (method === 'POST' && origin === undefined && site !== 'same-origin') return 403;
  return null;
}

/** The values of Host that name us; browsers omit http's default port. */
function authoritiesOf(port: number): string[] {
  return ['127.0.0.1', 'localhost'].map((name) => (port === 80 ? name : `${name}:${port}`));
}

/**
 * Whether somebody opens the page in a tab. A link from anywhere may do so: the page itself holds no secret, and the file
 * that opens a browser for us counts as another site in Chromium ("cross-site", also after a reload).
 */
function isVisit({ method, url = '', headers }: Head): boolean {
  const opened = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return opened && method === 'GET' && pathOf(url) === '/';
}

/** The path of a request exactly as sent: nothing is decoded, so nothing can be decoded twice. */
export function pathOf(url: string): string {
  return url.split('?')[0] ?? '';
}

/** A secret of 256 bits, for a token or a one-time code. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that does not reveal how much was right. */
export function sameSecret(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** How long a one-time code is valid, ms: long enough for a person who is called away. */
const codeLifetime = 10 * 60_000;

/** One-time codes for the address that opens the page: each works once, and for ten minutes. */
export class LaunchCodes {
  readonly #issued = new Map<string, { until: number; used: boolean }>();

  /** Issues a new code. */
  issue(now = Date.now()): string {
    const code = newSecret();
    this.#issued.set(code, { until: now + codeLifetime, used: false });
    return code;
  }

  /** `used`: a valid code that was redeemed before; reported once, after that the code counts as wrong. */
  redeem(given: unknown, now = Date.now()): 'good' | 'used' | 'wrong' {
    for (const [code, issued] of this.#issued) {
      if (issued.until < now) this.#issued.delete(code);
      else if (sameSecret(given, code)) {
        if (issued.used) this.#issued.delete(code);
        const was = issued.used ? 'used' : 'good';
        issued.used = true;
        return was;
      }
    }
    return 'wrong';
  }
}

/** Number of wrong secrets within `guessWindow` that are answered at once. */
const freeGuesses = 20;
/** ms. */
const guessWindow = 10_000;
/** Delay of the answer to each further one, ms. */
const guessDelay = 1000;

/** Slows down guesses of tokens or codes. A right one is never delayed. */
export class Guesses {
  #times: number[] = [];
  #told = false;
  readonly #tell: () => void;

  /** @param tell called once each time that guessing begins */
  constructor(tell: () => void) {
    this.#tell = tell;
  }

  /** Counts a wrong secret; returns how long to delay its answer, ms. */
  wrong(now = Date.now()): number {
    this.#times = this.#times.filter((time) => now - time < guessWindow).slice(-freeGuesses);
    const tooMany = this.#times.length >= freeGuesses;
    if (tooMany && !this.#told) this.#tell();
    this.#told = tooMany;
    this.#times.push(now);
    return tooMany ? guessDelay : 0;
  }
}
