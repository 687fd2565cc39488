import { type Answer, plain, type ReceivedRequest } from './answer.ts';
import { pageHtml, pageScript, pageStyle } from './phone/page.ts';

/** Someone's app on a phone. */
export interface PhoneAccount {
  accountid: number;
  userid: string;
  description: string;
}

/** A login that a phone can answer. */
export interface PhoneLogin {
  id: number;
  kind: 'qr' | 'push';
  nonce: string;
  /** Base64 of what the QR code holds; null for a push. */
  qr: string | null;
  /** Whom a push went to. */
  accountids: number[];
  /** What the phone shows of the place that asks; null when nothing was sent along. */
  context: object | null;
  state: 'waiting' | 'seen' | 'confirmed' | 'declined';
  /** Milliseconds, by the clock of the mock server. */
  answerBy: number;
}

export interface PhoneState {
  now: number;
  pending: PhoneLogin[];
  /** The last ones that got an answer. Nothing of this is in the API. */
  answered: PhoneLogin[];
  accounts: PhoneAccount[];
}

/** A login by its id, or by the nonce of the session that it is for. */
export type LoginName = number | string;

/** What a person with a phone can do. Each throws a PhoneError when there is nothing to do it with. */
export interface Phone {
  state(): PhoneState;
  /** QR codes to read and pushes to answer, oldest first. */
  pending(): PhoneLogin[];
  /** The login of a QR code, by its content in Base64. */
  idOf(qr: string): number;
  /** Reads the QR code that a session shows. Staying silent is doing nothing. */
  scan(login: LoginName): void;
  /** Confirms, as anyone: also as another person than was expected. A QR code need not be scanned before. */
  confirm(login: LoginName, who: { userid?: string; accountid?: number }): void;
  decline(login: LoginName): void;
  /**
   * Confirms whatever has become of the login: after its time, after it was declined, after its session was logged out,
   * or once more as somebody else. The documents do not say that a server refuses this.
   */
  insist(login: LoginName, who: { userid?: string; accountid?: number }): void;
}

/** Why a phone could not do it, with a status for those who ask over HTTP. */
export class PhoneError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Where a phone is reached: its page here, the rest below. */
export const phonePath = '/_phone';

const contentSecurityPolicy = [
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:",
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
].join('; ');

/** The page of a phone, its state, and what can be done with it: `scan`, `confirm`, `decline`, `insist`. */
export function answerPhone(phone: Phone, request: ReceivedRequest): Answer {
  // A link from another port of this machine may open the page; a script there may ask for nothing.
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers;
  if (site === 'same-site' && mode !== 'navigate')
    return plain(403, 'Requests from other origins are refused');
  const path = request.path.slice(phonePath.length);
  try {
    return request.method === 'POST' ? act(phone, path, request) : look(phone, path, request.method);
  } catch (error) {
    if (!(error instanceof PhoneError)) throw error;
    return plain(error.status, error.message);
  }
}

function look(phone: Phone, path: string, method: string): Answer {
  const contents: Record<string, readonly [string, string]> = {
    '': ['text/html', pageHtml],
    '/page.js': ['text/javascript', pageScript],
    '/page.css': ['text/css', pageStyle],
    '/state': ['application/json', JSON.stringify(phone.state())],
  };
  const found = contents[path];
  if (found === undefined) throw new PhoneError(404, 'A phone has no such page');
  if (method !== 'GET') throw new PhoneError(405, 'This can be looked at only');
  const headers = {
    'content-type': `${found[0]}; charset=utf-8`,
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
  return { status: 200, headers, body: found[1] };
}

function act(phone: Phone, path: string, request: ReceivedRequest): Answer {
  const { id, nonce, qr, userid, accountid } = bodyOf(request);
  const named = [id, nonce].find((name) => typeof name === 'number' || typeof name === 'string');
  const login = named ?? phone.idOf(typeof qr === 'string' ? qr : '');
  const user = typeof userid === 'string' ? { userid } : {};
  const who = { ...user, ...(typeof accountid === 'number' ? { accountid } : {}) };
  if (path === '/scan') phone.scan(login);
  else if (path === '/confirm') phone.confirm(login, who);
  else if (path === '/insist') phone.insist(login, who);
  else if (path === '/decline') phone.decline(login);
  else throw new PhoneError(404, 'A phone can scan, confirm, decline and insist');
  return look(phone, '/state', 'GET');
}

/** A form of another page cannot send JSON without asking first. */
function bodyOf({ headers, body }: ReceivedRequest): Record<string, unknown> {
  const isJson = /^application\/json *(;|$)/i.test(headers['content-type'] ?? '');
  if (!isJson) throw new PhoneError(415, 'A phone is told by JSON');
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below, as any other body that names nothing.
  }
  throw new PhoneError(400, 'The body must be an object with id, nonce or qr');
}
