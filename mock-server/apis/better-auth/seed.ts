import { cycle, devices, places } from '../../devices.ts';
import { personAt } from '../../people.ts';
import { randomFor } from '../../random.ts';

export interface Session {
  id: string;
  token: string;
  userId: string;
  expiresAt: string;
  createdAt: string;
  updatedAt: string;
  ipAddress: string;
  userAgent: string;
}

export interface User {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface SessionAndUser {
  session: Session;
  user: User;
}

export interface Account {
  id: string;
  userId: string;
  password: string;
}

export interface BetterAuthTables {
  users: User[];
  sessions: Session[];
  accounts: Account[];
}

/** A session lives seven days from its last renewal. */
export const lifetime = 7 * 24 * 60 * 60 * 1000;

/** The accounts that are signed in on the device of the seed; the first is the active one. */
export const deviceAccounts = 4;
const accounts = 8;
const hour = 60 * 60 * 1000;
const day = 24 * hour;

/** Eight accounts, four of them signed in on one device, each with one session. */
export function seed(now: number): BetterAuthTables {
  const order = Array.from({ length: accounts }, (_, index) => index);
  return {
    users: order.map((index) => userAt(index, now)),
    sessions: order.slice(0, deviceAccounts).map((index) => sessionAt(index, now)),
    accounts: order.map((index) => ({
      id: randomFor(`better-auth account ${index}`).text(32),
      userId: userId(index),
      password: `${personAt(index).email.split('.')[0] ?? ''}-mock`,
    })),
  };
}

function userAt(index: number, now: number): User {
  const random = randomFor(`better-auth user ${index}`);
  const createdAt = new Date(now - random.integer(90 * 24, 500 * 24) * hour).toISOString();
  const { name, email } = personAt(index);
  return { id: userId(index), name, email, emailVerified: index % 3 !== 2, createdAt, updatedAt: createdAt };
}

/** The first was renewed today, so that a revoke does not renew it; each further session about a day earlier. */
function sessionAt(index: number, now: number): Session {
  const random = randomFor(`better-auth session ${index}`);
  const updatedAt = now - index * day - random.integer(60, 300) * 60 * 1000;
  const place = cycle(places, index * 3);
  return {
    id: random.text(32),
    token: random.text(32),
    userId: userId(index),
    expiresAt: new Date(updatedAt + lifetime).toISOString(),
    createdAt: new Date(updatedAt - random.integer(0, 30) * day).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    ipAddress: index === deviceAccounts - 1 ? '' : `${place.network}.${random.integer(1, 254)}`,
    userAgent: cycle(devices, index * 2).userAgent,
  };
}

function userId(index: number): string {
  return randomFor(`better-auth user id ${index}`).text(32);
}
