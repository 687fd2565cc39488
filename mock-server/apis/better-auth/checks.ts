import type { ReceivedRequest } from '../../answer.ts';

/** An error answer of better-auth: `{"message","code"}`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The fields an endpoint reads from its body. */
export type Fields = Record<string, { type: 'string' | 'boolean'; optional?: true }>;

export const jsonOnly = ['application/json'];

/**
 * The parsed body, or undefined when there is none. A body without content type counts as none.
 * Observed on better-auth 1.7.7: this comes before every other check.
 */
export function parseBody(request: ReceivedRequest, mediaTypes: readonly string[]): unknown {
  const contentType = request.headers['content-type'] ?? '';
  const isChunked = request.headers['transfer-encoding'] !== undefined;
  if (request.method === 'GET' || contentType === '' || (request.body === '' && !isChunked)) return undefined;
  const mediaType = contentType.toLowerCase().split(';')[0]?.trim() ?? '';
  if (!mediaTypes.includes(mediaType)) {
    const allowed = mediaTypes.join(', ');
    const message = `Content-Type "${contentType}" is not allowed. Allowed types: ${allowed}`;
    throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', message);
  }
  if (mediaType !== 'application/json') return Object.fromEntries(new URLSearchParams(request.body));
  try {
    return JSON.parse(request.body);
  } catch {
    throw new ApiError(400, 'BAD_REQUEST', 'Invalid JSON in request body');
  }
}

/** The body as an object with the wanted fields; messages match those of the real server's schema library. */
export function validate(body: unknown, fields: Fields): Record<string, unknown> {
  if (nameOfType(body) !== 'object') throw invalid([`[body] ${mismatch('object', body)}`]);
  const values = body as Record<string, unknown>;
  const issues = Object.entries(fields)
    .filter(([name, { optional }]) => !(optional && values[name] === undefined))
    .filter(([name, { type }]) => typeof values[name] !== type)
    .map(([name, { type }]) => `[body.${name}] ${mismatch(type, values[name])}`);
  if (issues.length > 0) throw invalid(issues);
  return values;
}

/** A POST with cookies must name a trusted origin, in `Origin` or `Referer`. */
export function checkOrigin(request: ReceivedRequest, own: string): void {
  if (request.method === 'GET' || request.headers['cookie'] === undefined) return;
  requireTrustedOrigin(request, own);
}

/** Signing in: a browser must name a trusted origin even without cookies, and may not come from another site. */
export function checkSignInOrigin(request: ReceivedRequest, own: string): void {
  const { headers } = request;
  if (headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] === 'navigate') {
    const message = 'Cross-site navigation login blocked. This request appears to be a CSRF attack.';
    throw new ApiError(403, 'CROSS_SITE_NAVIGATION_LOGIN_BLOCKED', message);
  }
  const signs = ['sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'origin', 'referer'];
  if (signs.some((name) => headers[name])) requireTrustedOrigin(request, own);
}

function requireTrustedOrigin({ headers }: ReceivedRequest, own: string): void {
  const claimed = headers['origin'] || headers['referer'] || '';
  if (claimed === 'null' && headers['sec-fetch-site'] === 'same-origin') return;
  if (claimed === '' || claimed === 'null') {
    throw new ApiError(403, 'MISSING_OR_NULL_ORIGIN', 'Missing or null Origin');
  }
  if (!URL.canParse(claimed) || new URL(claimed).origin !== own) {
    throw new ApiError(403, 'INVALID_ORIGIN', 'Invalid origin');
  }
}

function invalid(issues: string[]): ApiError {
  return new ApiError(400, 'VALIDATION_ERROR', issues.join('; '));
}

function mismatch(expected: string, value: unknown): string {
  return `Invalid input: expected ${expected}, received ${nameOfType(value)}`;
}

function nameOfType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
