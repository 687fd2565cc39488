import { randomBytes } from 'node:crypto';
import type { Account, LoginRequest, NextauthTables, Session, UserContext } from './seed.ts';

/** The data, the time, and how long a login can be answered. */
export interface Logins {
  tables: NextauthTables;
  now: number;
  loginSeconds: number;
}

const kept = 200;
const qrBytes = 48;

/** The session that a nonce names. Any nonce names one: the caller makes them up. */
export function sessionOf({ sessions }: NextauthTables, nonce: string): Session {
  const known = sessions.find((session) => session.nonce === nonce);
  if (known !== undefined) return known;
  const session: Session = { nonce, accountid: null, lastAccountid: null, context: null };
  sessions.push(session);
  return session;
}

/** The QR code to show for a session: the last one, or a new one when that is used or over. */
export function qrOf(logins: Logins, session: Session): string {
  const shown = logins.tables.requests.findLast(
    ({ kind, nonce, state, shownUntil }) =>
      kind === 'qr' && nonce === session.nonce && state !== 'confirmed' && shownUntil > logins.now,
  );
  if (shown !== undefined) {
    shown.context = session.context;
    return shown.qr ?? '';
  }
  const qr = randomBytes(qrBytes).toString('base64');
  add(logins, { kind: 'qr', nonce: session.nonce, accountids: [], context: session.context, qr });
  return qr;
}

/** Asks the apps of these accounts to confirm a login on this session. */
export function push(
  logins: Logins,
  session: Session,
  accounts: readonly Account[],
  context: UserContext | null,
): void {
  const accountids = accounts.map(({ accountid }) => accountid);
  add(logins, { kind: 'push', nonce: session.nonce, accountids, context, qr: null });
}

/** What a phone could answer now, oldest first. */
export function pendingLogins({ tables, now }: Logins): LoginRequest[] {
  return tables.requests.filter(({ state, answerBy }) => isOpen(state) && answerBy > now);
}

/** A phone has read the code, which the API does not report. A code that was declined can be read again. */
export function seen({ now, loginSeconds }: Logins, request: LoginRequest): void {
  request.state = 'seen';
  request.answerBy = now + loginSeconds * 1000;
}

/** The login succeeds on this account, which may be another one than the push went to. */
export function confirmed({ tables }: Logins, request: LoginRequest, { accountid }: Account): void {
  const session = sessionOf(tables, request.nonce);
  session.accountid = accountid;
  session.lastAccountid = accountid;
  request.state = 'confirmed';
}

function isOpen(state: LoginRequest['state']): boolean {
  return state === 'waiting' || state === 'seen';
}

type NewRequest = Pick<LoginRequest, 'kind' | 'nonce' | 'accountids' | 'context' | 'qr'>;

function add({ tables, now, loginSeconds }: Logins, request: NewRequest): void {
  const { requests } = tables;
  const id = (requests.at(-1)?.id ?? 0) + 1;
  const over = now + loginSeconds * 1000;
  requests.push({ id, ...request, state: 'waiting', shownUntil: over, answerBy: over });
  if (requests.length > kept) requests.shift();
}
