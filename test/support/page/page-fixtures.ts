import type { ApiInfo, Field } from '../../../electron/bridge/api.ts';
import type { Connection } from '../../../electron/bridge/connection.ts';
import { failure, type Failure } from '../../../electron/bridge/failure.ts';
import type { Session, SessionPage } from '../../../electron/bridge/session.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function field(name: string, label: string, more: Partial<Field> = {}): Field {
  return { name, label, kind: 'text', required: false, initial: '', choices: [], help: '', ...more };
}

const secret = (name: string, label: string) => field(name, label, { kind: 'secret', required: true });

/** The five APIs as their adapters might describe themselves. */
export const fixtureApis: ApiInfo[] = [
  {
    id: 'clerk',
    title: 'Clerk',
    can: ['list', 'get', 'end', 'verify', 'mint'],
    baseUrl: 'https://api.clerk.com/v1',
    settings: [
      field('version', 'API version', { initial: '2021-02-05', help: 'Sent as Clerk-API-Version.' }),
    ],
    secrets: [secret('secretKey', 'Secret key')],
    filters: [
      field('user_id', 'User ids', { help: 'One or several, separated by spaces or commas.' }),
      field('client_id', 'Client id'),
      field('status', 'Status', { kind: 'choice', choices: ['', 'active', 'revoked', 'ended', 'expired'] }),
    ],
    subject: ['user_id', 'client_id'],
    endAllMayKeepCurrent: false,
  },
  {
    id: 'better-auth',
    title: 'better-auth',
    can: ['list', 'end', 'switch', 'signIn'],
    baseUrl: 'http://localhost:3000/api/auth',
    settings: [field('origin', 'Origin', { help: 'Empty: the origin of the base URL.' })],
    secrets: [field('cookies', 'Session cookies', { kind: 'long-secret', help: 'Or sign in after saving.' })],
    filters: [],
    subject: [],
    endAllMayKeepCurrent: false,
  },
  {
    id: 'nest-sessions',
    title: 'Nest sessions',
    can: ['list', 'count', 'end', 'endAll', 'verify'],
    baseUrl: 'http://localhost:4000',
    settings: [field('currentSessionId', 'Current session id')],
    secrets: [secret('accessToken', 'Access token')],
    filters: [],
    subject: [],
    endAllMayKeepCurrent: false,
  },
  {
    id: 'vault',
    title: 'Vault',
    can: ['list', 'end', 'endAll'],
    baseUrl: 'https://api.vault.dev',
    settings: [],
    secrets: [secret('accessToken', 'Access token')],
    filters: [],
    subject: [],
    endAllMayKeepCurrent: true,
  },
  {
    id: 'nextauth',
    title: 'nextAuth',
    can: ['list', 'get', 'end', 'qr', 'push'],
    baseUrl: 'https://api.nextauth.com',
    settings: [field('serverId', 'Server id', { required: true })],
    secrets: [secret('apiKey', 'API key')],
    filters: [],
    subject: [],
    endAllMayKeepCurrent: false,
  },
];

/** The demo connections, then one of staging and one of production. */
export const fixtureConnections: Connection[] = [
  connection('demo-better-auth', 'better-auth', 'better-auth', 'demo', 'violet'),
  connection('demo-clerk', 'clerk', 'Clerk', 'demo', 'blue'),
  connection('demo-nest', 'nest-sessions', 'Nest sessions', 'demo', 'pink'),
  connection('demo-vault', 'vault', 'Vault', 'demo', 'amber'),
  connection('demo-nextauth', 'nextauth', 'nextAuth', 'demo', 'teal'),
  connection('acme-staging', 'clerk', 'acme staging', 'staging', 'green'),
  connection('acme-eu', 'vault', 'acme EU', 'production', 'red'),
];

function connection(
  id: string,
  api: string,
  name: string,
  kind: Connection['kind'],
  colour: Connection['colour'],
): Connection {
  const baseUrl = kind === 'demo' ? 'http://127.0.0.1:4711' : 'https://sessions.acme.example';
  const filters: Record<string, string> = api === 'clerk' ? { user_id: 'user_2ana, user_2jonas' } : {};
  return { id, api, name, kind, colour, baseUrl, settings: {}, filters };
}

const people = [
  'Ana Silva',
  'Jonas Weber',
  'Mei Tanaka',
  'Oluwaseun Adeyemi',
  'Priya Raman',
  'Liam O’Connor',
  'Zoë van den Berg',
  'Mateo Fernández',
  'Ingrid Sørensen',
  'Yusuf Demir',
  'Chiara Rossi',
  'Noah Kim',
  'Fatima Zahra El Idrissi',
  'Tom Baker',
  'Hana Nováková',
  'Diego Morales',
  'Aiko Sato',
  'Emil Lindqvist',
  'Grace Mwangi',
  'Bartholomew Featherstonehaugh-Cholmondeley III',
];

const devices: [string | null, string | null, string | null, Session['device']['kind']][] = [
  ['Chrome', '126.0.0.0', 'macOS', 'desktop'],
  ['Firefox', '131.0', 'Linux', 'desktop'],
  ['Safari', '17.5', 'iOS', 'mobile'],
  ['Edge', '125.0', 'Windows', 'desktop'],
  ['Chrome', '124.0', 'Android', 'mobile'],
  ['Safari', '17.4', 'iPadOS', 'tablet'],
  [null, null, null, null],
];

const places: [string | null, string | null][] = [
  ['Lisbon', 'PT'],
  ['Ghent', 'BE'],
  ['Tokyo', 'JP'],
  ['São Paulo', 'BR'],
  ['Nairobi', 'KE'],
  [null, 'DE'],
  [null, null],
];

const over: Session['status'][] = ['revoked', 'ended', 'expired', 'removed', 'abandoned', 'replaced'];

/** Text that tries to run, to hide and to turn the line around. */
export const hostileName = '<img src=x onerror=alert(1)> \u202Egnp.exe\u200B\u0007';

/** A plausible session; `parts` says what is special about it. */
export function fixtureSession(parts: Partial<Session> = {}, now = Date.now()): Session {
  return {
    id: 'row-1',
    connectionId: 'demo-better-auth',
    nativeId: 'sess_2b7f1c9e',
    user: { id: 'user_2ana', name: 'Ana Silva', email: 'ana@acme.example' },
    device: { browser: 'Chrome', browserVersion: '126.0.0.0', os: 'macOS', kind: 'desktop' },
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/126.0.0.0',
    ip: '203.0.113.7',
    city: 'Lisbon',
    country: 'PT',
    createdAt: now - 3 * day,
    lastActiveAt: now - 12 * minute,
    expiresAt: now + 4 * day,
    status: 'active',
    statusGiven: 'active',
    current: false,
    impersonatedBy: null,
    extra: {},
    ...parts,
  };
}

/** The same sessions every time: many people, every status, fields left out, and a few hostile ones. */
export function fixtureSessions(connectionId: string, count = 240, now = Date.now()): Session[] {
  return Array.from({ length: count }, (_, index) => generated(connectionId, index, now));
}

function generated(connectionId: string, index: number, now: number): Session {
  const name = people[index % people.length] ?? 'Nobody';
  const [browser, browserVersion, os, kind] = devices[(index * 3) % devices.length] ?? [
    null,
    null,
    null,
    null,
  ];
  const [city, country] = places[(index * 5) % places.length] ?? [null, null];
  const ended = index % 4 === 3;
  const status = ended ? (over[Math.floor(index / 4) % over.length] ?? 'ended') : 'active';
  const seen = now - ((index * index * 37 * minute) % (120 * day)) - (index === 0 ? 0 : 2 * minute);
  return fixtureSession({
    id: `${connectionId}-${index}`,
    connectionId,
    nativeId: `sess_${(0x2b7f1c9e + index * 7919).toString(16)}`,
    user: { id: `user_2${index % 20}`, name, email: `${name.split(' ')[0]?.toLowerCase()}@acme.example` },
    device: { browser, browserVersion, os, kind },
    userAgent: browser === null ? null : `Mozilla/5.0 (${os}) ${browser}/${browserVersion}`,
    ip: index % 11 === 10 ? null : `203.0.113.${(index * 13) % 250}`,
    city,
    country,
    createdAt: seen - 2 * day,
    lastActiveAt: index % 17 === 16 ? null : seen,
    expiresAt: index % 13 === 12 ? null : ended ? seen + 2 * hour : now + ((index * 5) % 160) * hour + minute,
    status,
    statusGiven: status,
    current: index === 0,
    ...special(index),
  });
}

function special(index: number): Partial<Session> {
  if (index === 2) return { user: { id: 'user_2x', name: hostileName, email: null } };
  if (index === 4) return { impersonatedBy: 'user_2support', extra: { mfaVerified: 'false' } };
  if (index === 5) return { status: 'unknown', statusGiven: 'quarantined' };
  if (index === 6)
    return { user: { id: null, name: null, email: null }, ip: null, city: null, country: null };
  if (index === 8) return { status: 'pending', statusGiven: 'pending' };
  return {};
}

/** One reading of these sessions. */
export function fixturePage(sessions: Session[], parts: Partial<SessionPage> = {}): SessionPage {
  const connectionId = sessions[0]?.connectionId ?? 'demo-better-auth';
  return {
    connectionId,
    sessions,
    unreadable: 0,
    total: null,
    readAt: Date.now(),
    notes: [],
    gaps: [],
    ...parts,
  };
}

/** A failure of the API's server. */
export function serverFault(parts: Partial<Failure> = {}): Failure {
  return failure({
    code: 'server-fault',
    tried: 'GET /sessions',
    got: 'upstream connect error',
    status: 503,
    traceId: 'req_7c1d',
    ...parts,
  });
}
