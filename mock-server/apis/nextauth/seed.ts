import { createHash } from 'node:crypto';
import { personAt } from '../../people.ts';
import { randomFor } from '../../random.ts';

/** What the person's app is to show of the place that asks (document 003, UserContext). */
export interface UserContext {
  sessioninfo?: SessionInfo;
  announceinfo?: SessionInfo;
}

export interface SessionInfo {
  ip?: string;
  useragent?: string;
  info?: Record<string, unknown>;
  /** Base64 of an image. */
  logo?: string;
}

/** One app instance of a person. */
export interface Account {
  accountid: number;
  userid: string;
  description: string;
  /** Base64 of the app's public key. */
  pk: string;
}

/** A session is whatever a caller names by a nonce; its row is made at the first call. */
export interface Session {
  nonce: string;
  /** The account that is logged in. */
  accountid: number | null;
  /** The account that logged in last: a login can be provoked on it. */
  lastAccountid: number | null;
  /** What came with the last request for a QR code. */
  context: UserContext | null;
}

/** A login that a phone can answer: a QR code that it can read, or a push that it got. */
export interface LoginRequest {
  id: number;
  kind: 'qr' | 'push';
  nonce: string;
  /** Whom a push went to; empty for a QR code, which anyone can read. */
  accountids: number[];
  context: UserContext | null;
  /** Base64 of what the QR code holds; null for a push. */
  qr: string | null;
  state: 'waiting' | 'seen' | 'confirmed' | 'declined';
  /** Until when this QR code is the one to show. */
  shownUntil: number;
  /** Until when the phone may answer; reading the code gives it a new while. */
  answerBy: number;
}

export interface NextauthTables {
  servers: { serverid: string; name: string }[];
  users: { userid: string; name: string }[];
  accounts: Account[];
  keys: { key: string; permissions: string[] }[];
  roles: { roleid: string; permissions: string[] }[];
  sessions: Session[];
  requests: LoginRequest[];
}

const userids = ['alice', 'bruno.okafor@example.com', 'chiara', 'dmitri volkov'];
/** The documents' own example is alice on account 42. */
const accounts = [
  { accountid: 42, user: 0, description: 'Pixel 9' },
  { accountid: 43, user: 0, description: 'Old phone' },
  { accountid: 57, user: 1, description: 'iPhone 16' },
  { accountid: 58, user: 2, description: 'Galaxy S25' },
  { accountid: 61, user: 3, description: 'iPad' },
];
/** Logged in as alice; logged out, once bruno's; never used; logged in as chiara. */
const states = [
  { accountid: 42, lastAccountid: 42 },
  { accountid: null, lastAccountid: 57 },
  { accountid: null, lastAccountid: null },
  { accountid: 58, lastAccountid: 58 },
];

/** One server, four people with five apps, and four nonces in different states. */
export function seed(): NextauthTables {
  const all = ['sessions', 'accounts', 'users', 'setrid'];
  const keyOf = (name: string): string => randomFor(`nextauth key ${name}`).text(40);
  return {
    servers: [{ serverid: serverId(), name: 'mock' }],
    users: userids.map((userid, index) => ({ userid, name: personAt(index).name })),
    accounts: accounts.map(({ accountid, user, description }) => ({
      accountid,
      userid: userids[user] ?? '',
      description,
      pk: digest(`pk ${accountid}`).toString('base64'),
    })),
    keys: [
      { key: keyOf('full'), permissions: all },
      { key: keyOf('without sessions'), permissions: ['accounts'] },
    ],
    roles: [
      { roleid: 'operator', permissions: ['sessions', 'accounts', 'users'] },
      { roleid: 'support', permissions: ['sessions'] },
      { roleid: 'auditor', permissions: [] },
    ],
    sessions: states.map((state, index) => ({
      nonce: digest(`nonce ${index}`).subarray(0, 24).toString('base64url'),
      ...state,
      context: null,
    })),
    requests: [],
  };
}

/** The id for the websocket, which tells nothing of the nonce. */
export function hsid(nonce: string): string {
  return digest(`hsid ${nonce}`).toString('base64url');
}

/** 16 bytes in Base64 with all three characters that a path must not have bare: `/`, `+` and `=`. */
function serverId(): string {
  return Buffer.from(digest('server').subarray(0, 16)).fill(0xfb, 3, 4).fill(0xff, 4, 6).toString('base64');
}

function digest(name: string): Buffer {
  return createHash('sha256').update(`nextauth ${name}`).digest();
}
