import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Sent with every answer. The page may load its own files and talk to its own origin, and nothing else. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'X-Frame-Options': 'DENY',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/**
 * The status to refuse a request with, or null to let it pass: exact Host against DNS rebinding, exact Origin and
 * fetch metadata against other sites' pages. A request that has an effect must show where it comes from.
 */
export function refusal(request: IncomingMessage, port: number): number | null {
  const hosts = request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  const { host, origin } = request.headers;
  if (hosts.length !== 1 || (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`)) return 403;
  if (!request.url?.startsWith('/') || request.url.startsWith('//')) return 400;
  if (request.method !== 'GET' && request.method !== 'POST') return 405;
  if (origin !== undefined && origin !== `http://${host}`) return 403;
  const site = request.headers['sec-fetch-site'];
  const navigated = site === 'none' && request.method === 'GET';
  if (site !== undefined && site !== 'same-origin' && !navigated) return 403;
  if (request.method === 'POST' && origin === undefined && site !== 'same-origin') return 403;
  return null;
}

/** A secret of 256 bits, for a token or a one-time code. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that does not tell how much was right. */
export function sameSecret(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** How long a one-time code can be used, ms. */
const codeLifetime = 10 * 60_000;

/** One-time codes for the address that opens the page: each works once, and for ten minutes. */
export class LaunchCodes {
  readonly #issued = new Map<string, number>();

  issue(now = Date.now()): string {
    const code = newSecret();
    this.#issued.set(code, now + codeLifetime);
    return code;
  }

  redeem(given: unknown, now = Date.now()): boolean {
    for (const [code, until] of this.#issued) {
      if (until < now) this.#issued.delete(code);
      else if (sameSecret(given, code)) return this.#issued.delete(code);
    }
    return false;
  }
}
