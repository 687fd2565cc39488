import { cycle, devices, places } from '../../devices.ts';
import { personAt } from '../../people.ts';
import { randomFor } from '../../random.ts';

/** A row of the table behind the API; times are ISO strings. `deviceInfo` is free JSON on the real server. */
export interface Session {
  id: string;
  userId: string;
  ipAddress: string | null;
  userAgent: string | null;
  deviceInfo: object | null;
  mfaVerified: boolean;
  createdAt: string;
  lastActivityAt: string;
  expiresAt: string;
  status: 'active' | 'revoked';
}

export interface User {
  id: string;
  email: string;
}

export interface VaultTables {
  tenants: { id: string; slug: string }[];
  users: User[];
  sessions: Session[];
}

const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;
const lifetime = 7 * day;
const maximumAge = 6 * 24;
/** The first person's: seven live ones, the current one the newest but one, and one that is over. */
const sessionsOf = [8, 2, 2, 1];

/** Thirteen sessions of four people in one tenant. The second of the first person's is the caller's own. */
export function seed(now: number): VaultTables {
  const users = sessionsOf.map((_, index) => ({ id: userId(index), email: personAt(index + 3).email }));
  const sessions = sessionsOf.flatMap((count, user) =>
    Array.from({ length: count }, (_, place) => sessionAt(user, place, now)),
  );
  return { tenants: [{ id: randomFor('vault tenant').uuid(), slug: 'mock' }], users, sessions };
}

function sessionAt(user: number, place: number, now: number): Session {
  const random = randomFor(`vault session ${user} ${place}`);
  const isOver = place === 7;
  const age =
    (isOver ? 8 * day : random.integer(place * 12 + 1, Math.min(place * 12 + 10, maximumAge)) * hour) +
    minute;
  const createdAt = now - age;
  const idle = isOver ? 2 * day : random.integer(1, Math.floor(age / minute) - 1) * minute;
  const time = (at: number): string => timestamp(at, random.integer(0, 999));
  const { network } = cycle(places, user + (place === 5 ? 4 : 0));
  return {
    // The server makes UUIDs; its own examples look like this one.
    id: place === 3 ? `sess_${random.text(12)}` : random.uuid(),
    userId: userId(user),
    ipAddress: place === 4 ? null : `${network}.${random.integer(1, 254)}`,
    userAgent: place === 6 ? null : cycle(devices, user + place).userAgent,
    deviceInfo: deviceInfoAt(user, place),
    mfaVerified: place % 3 !== 2,
    createdAt: time(createdAt),
    lastActivityAt: time(now - (place === 1 ? minute : idle)),
    expiresAt: time(createdAt + lifetime),
    status: 'active',
  };
}

/** As documented for most; the server also stores what a way to sign in left there, and snake case. */
function deviceInfoAt(user: number, place: number): object | null {
  const { type, isMobile, browser } = cycle(devices, user + place);
  const deviceType = isMobile ? (type === 'iPad' ? 'tablet' : 'mobile') : 'desktop';
  if (place === 2) return { oauth_provider: 'google' };
  if (place === 4) return null;
  if (place === 5) return { device_type: deviceType, is_mobile: isMobile };
  return { deviceType, os: systems[type] ?? type, browser, isMobile };
}

const systems: Record<string, string> = { Macintosh: 'macOS', iPhone: 'iOS', iPad: 'iPadOS' };

/** With microseconds, as the server reads times from its database; the documented examples have whole seconds. */
function timestamp(time: number, microseconds: number): string {
  return new Date(time).toISOString().replace('Z', `${String(microseconds).padStart(3, '0')}Z`);
}

function userId(index: number): string {
  return randomFor(`vault user ${index}`).uuid();
}
