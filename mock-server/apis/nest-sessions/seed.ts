import { cycle, devices, places } from '../../devices.ts';
import type { Device } from '../../devices.ts';
import { personAt } from '../../people.ts';
import { randomFor } from '../../random.ts';

/** A row of the table behind the API; times are ISO strings. */
export interface Session {
  id: string;
  userId: string;
  deviceInfo: string | null;
  ipAddress: string | null;
  /** The server has the field and never fills it. */
  location: null;
  lastActiveAt: string;
  createdAt: string;
  expiresAt: string;
  isRevoked: boolean;
}

export interface User {
  id: string;
  email: string;
  role: string;
}

export interface NestTables {
  users: User[];
  sessions: Session[];
}

const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;
/** A session ends seven days after its last token refresh. */
const lifetime = 7 * day;
const sessionsOf = [140, 3, 3, 2];
const windowsNames = ['Windows 10/11', 'Windows'];

/**
 * 148 sessions of four people. The first, whose token the caller has, opened 129 of those that still live: three pages
 * of the largest size.
 */
export function seed(now: number): NestTables {
  const users = sessionsOf.map((_, index) => ({
    id: userId(index),
    email: personAt(index).email,
    role: index === 0 ? 'admin' : 'user',
  }));
  const sessions = sessionsOf.flatMap((count, user) =>
    Array.from({ length: count }, (_, place) => sessionAt(user, place, now)),
  );
  return { users, sessions };
}

function sessionAt(user: number, place: number, now: number): Session {
  const random = randomFor(`nest session ${user} ${place}`);
  const isExpired = place % 20 === 12;
  const isRevoked = place % 28 === 20;
  const idle = isExpired ? random.integer(8, 40) * day : random.integer(3, 6 * 24 * 60) * minute;
  const lastActiveAt = now - (place === 0 ? 2 * minute : idle);
  const age = place % 3 === 0 ? 0 : random.integer(1, 90 * 24) * hour;
  const network = cycle(places, place % 5 === 4 ? place : user).network;
  return {
    id: random.uuid(),
    userId: userId(user),
    deviceInfo: deviceInfoAt(place),
    ipAddress: place % 16 === 9 ? null : `${network}.${random.integer(1, 254)}`,
    location: null,
    lastActiveAt: new Date(lastActiveAt).toISOString(),
    createdAt: new Date(lastActiveAt - age).toISOString(),
    expiresAt: new Date(lastActiveAt + lifetime).toISOString(),
    isRevoked,
  };
}

/** "Chrome 142 on macOS 10.15", as the server makes it of a user agent; some it did not know, some it never had. */
function deviceInfoAt(place: number): string | null {
  if (place % 24 === 17) return null;
  if (place % 24 === 7) return 'Unknown Device';
  const device = cycle(devices, place);
  const browser = /Chrome|Safari|Edge|Firefox/.exec(device.browser)?.[0] ?? 'Chrome';
  return `${browser} ${device.version.split('.')[0] ?? ''} on ${systemOf(device, place)}`;
}

function systemOf({ type, userAgent }: Device, place: number): string {
  if (type === 'Windows') return cycle(windowsNames, Math.floor(place / 3));
  if (type === 'iPhone' || type === 'iPad') return 'iOS';
  if (type === 'Android') return 'Android';
  if (type !== 'Macintosh') return 'Linux';
  return `macOS ${/Mac OS X (\d+_\d+)/.exec(userAgent)?.[1]?.replace('_', '.') ?? ''}`.trim();
}

function userId(index: number): string {
  return randomFor(`nest user ${index}`).uuid();
}
