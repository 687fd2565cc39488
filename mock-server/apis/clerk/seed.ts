import { cycle, devices, places } from '../../devices.ts';
import type { Device, Place } from '../../devices.ts';
import { people } from '../../people.ts';
import { randomFor } from '../../random.ts';
import type { Random } from '../../random.ts';

/** Document 004 and Clerk's published OpenAPI description; `pending` came with version 2025-03-12. */
export type Status =
  'active' | 'revoked' | 'ended' | 'expired' | 'removed' | 'abandoned' | 'replaced' | 'pending';

export interface Activity {
  object: 'session_activity';
  id: string;
  device_type: string;
  is_mobile: boolean;
  browser_name: string;
  browser_version: string;
  ip_address: string;
  city?: string;
  country?: string;
}

/** All times are whole milliseconds. */
export interface Session {
  object: 'session';
  id: string;
  user_id: string;
  client_id: string;
  actor: { sub: string } | null;
  status: Status;
  last_active_organization_id: string | null;
  last_active_at: number;
  latest_activity: Activity | null;
  expire_at: number;
  abandon_at: number;
  created_at: number;
  updated_at: number;
}

export interface User {
  id: string;
  name: string;
  email: string;
}

export interface ClerkTables {
  users: User[];
  sessions: Session[];
}

const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;
const lifetime = 365 * day;
const perUser = 12;
const deadStatuses: readonly Status[] = [
  'revoked',
  'ended',
  'expired',
  'removed',
  'abandoned',
  'replaced',
  'pending',
  'active',
];

/** 240 sessions: twelve for each of twenty users, on three clients each. */
export function seed(now: number): ClerkTables {
  const users = people.map(({ name, email }, index) => ({ id: userId(index), name, email }));
  const sessions = users.flatMap((_, user) =>
    Array.from({ length: perUser }, (_, place) => sessionAt(user, place, now)),
  );
  return { users, sessions };
}

function sessionAt(user: number, place: number, now: number): Session {
  const random = randomFor(`clerk session ${user} ${place}`);
  const status = place < 8 ? 'active' : cycle(deadStatuses, user * 4 + place);
  const times = timesOf(user, place, status, now, random);
  return {
    object: 'session',
    id: `sess_${random.text(27)}`,
    user_id: userId(user),
    client_id: `client_${randomFor(`clerk client ${user} ${place % 3}`).text(27)}`,
    actor: user % 4 === 2 && place === 2 ? { sub: userId(0) } : null,
    status,
    last_active_organization_id: user % 3 === 0 ? `org_${randomFor('clerk organisation').text(27)}` : null,
    latest_activity: hasActivity(user, place) ? activityAt(user, place, random) : null,
    ...times,
  };
}

type Times = Pick<Session, 'created_at' | 'updated_at' | 'last_active_at' | 'expire_at' | 'abandon_at'>;

/**
 * Most sessions were used within weeks. Some are idle for more than 90 days, some end within two days, and in some
 * pairs one user is active in two far cities twenty minutes apart.
 */
function timesOf(user: number, place: number, status: Status, now: number, random: Random): Times {
  let age = random.integer(2, 60 * 24) * hour;
  let idle = Math.min(age, random.integer(1, 14 * 24 * 60) * minute);
  if (place === 7 && user % 2 === 0) {
    age = random.integer(120, 300) * day;
    idle = random.integer(91, 119) * day;
  }
  if (place === 6 && user % 4 === 0) age = lifetime - random.integer(1, 47) * hour;
  if (isFarPair(user, place)) {
    age = 3 * day + place * hour;
    idle = 35 * minute + place * 20 * minute;
  }
  const isOver = status === 'expired' || status === 'abandoned';
  if (isOver) age = lifetime + random.integer(2, 20) * day;
  if (isOver) idle = random.integer(20, 40) * day;
  const created_at = now - age;
  const last_active_at = now - idle;
  const expire_at = created_at + lifetime;
  const abandon_at = expire_at + (status === 'abandoned' ? day : 30 * day);
  return { created_at, updated_at: last_active_at, last_active_at, expire_at, abandon_at };
}

function activityAt(user: number, place: number, random: Random): Activity {
  const device: Device = cycle(devices, user + place * 2);
  const home: Place = cycle(places, user);
  const where = isFarPair(user, place) && place === 1 ? cycle(places, user + 5) : home;
  const activity: Activity = {
    object: 'session_activity',
    id: `sess_activity_${random.text(27)}`,
    device_type: device.type,
    is_mobile: device.isMobile,
    browser_name: device.browser,
    browser_version: device.version,
    ip_address: `${where.network}.${random.integer(1, 254)}`,
  };
  // The service does not always find a place for an address.
  return place === 5 && user % 2 === 1 ? activity : { ...activity, city: where.city, country: where.country };
}

function isFarPair(user: number, place: number): boolean {
  return user % 4 === 1 && place < 2;
}

function hasActivity(user: number, place: number): boolean {
  return place !== 4 || user % 3 !== 1;
}

function userId(index: number): string {
  return `user_${randomFor(`clerk user ${index}`).text(27)}`;
}
