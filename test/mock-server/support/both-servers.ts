import { expect } from 'vitest';
import { startMockServer } from '../../../mock-server/index.ts';
import type { MockApi } from '../../../mock-server/index.ts';
import { Device } from './device.ts';
import type { Reply } from './device.ts';
import { startRealBetterAuth } from './real-better-auth.ts';
import type { RealOptions, RealServer } from './real-better-auth.ts';

/** People that both servers know. */
export const people = [
  { name: 'Ann Peeters', email: 'ann.peeters@example.com', password: 'ann-mock' },
  { name: 'Bruno Okafor', email: 'bruno.okafor@example.com', password: 'bruno-mock' },
  { name: 'Chiara Rossi', email: 'chiara.rossi@example.org', password: 'chiara-mock' },
  { name: 'Dmitri Volkov', email: 'dmitri.volkov@example.net', password: 'dmitri-mock' },
  { name: 'Eszter Nagy', email: 'eszter.nagy@example.com', password: 'eszter-mock' },
  { name: 'Farid Haddad', email: 'farid.haddad@example.org', password: 'farid-mock' },
  { name: 'Grace Lindqvist', email: 'grace.lindqvist@example.com', password: 'grace-mock' },
] as const;

const day = 24 * 60 * 60 * 1000;

/** What a script may use: its device, and a way to let time pass. */
export interface Stage {
  device: Device;
  /** Makes a person's session look as if it was renewed this many days ago. */
  age(email: string, days: number): void;
}

export interface BothServers {
  mock: MockApi;
  /** Plays a script against both, requires that both answer alike, and returns what the mock server said. */
  agreed(script: (stage: Stage) => Promise<Reply[]>): Promise<Reply[]>;
  close(): Promise<void>;
}

/** The real better-auth and the mock server for it, side by side. */
export async function startBoth(options: RealOptions = {}): Promise<BothServers> {
  const real = await startRealBetterAuth(people, options);
  const started = await startMockServer({ apis: ['better-auth'] });
  const mock = started.apis.get('better-auth');
  if (mock === undefined) throw new Error('better-auth was not started');
  return {
    mock,
    agreed: async (script) => {
      const onReal = stageOf(real.base, (token, days) => ageReal(real, token, days));
      const onMock = stageOf(mock.baseUrl, (token, days) => ageMock(mock, token, days));
      const expected = await script(onReal);
      const actual = await script(onMock);
      expect(actual.map((reply) => seen(reply, onMock.device.issued))).toEqual(
        expected.map((reply) => seen(reply, onReal.device.issued)),
      );
      return actual;
    },
    close: async () => {
      await Promise.all([real.close(), started.close()]);
    },
  };
}

/** The first three people, one after the other. */
export async function signInThree({ device }: Stage): Promise<Reply[]> {
  const replies: Reply[] = [];
  for (const { email, password } of people.slice(0, 3)) replies.push(await device.signIn(email, password));
  return replies;
}

function stageOf(base: string, age: (token: string, days: number) => void): Stage {
  const device = new Device(base);
  return { device, age: (email, days) => age(device.tokenOf(email), days) };
}

function ageReal(real: RealServer, token: string, days: number): void {
  const row = real.sessions().find((session) => session.token === token);
  if (row === undefined) throw new Error('The real server has no such session');
  row.updatedAt = new Date(Date.now() - days * day);
  row.expiresAt = new Date(row.updatedAt.getTime() + 7 * day);
}

function ageMock(mock: MockApi, token: string, days: number): void {
  const updatedAt = Date.now() - days * day;
  const times = { updatedAt: new Date(updatedAt), expiresAt: new Date(updatedAt + 7 * day) };
  const row = { updatedAt: times.updatedAt.toISOString(), expiresAt: times.expiresAt.toISOString() };
  mock.db.get('sessions').find({ token }).assign(row).value();
}

/** What both servers must have alike in a reply: all of it, but for the tokens, ids and times themselves. */
export function seen({ headers, status, value, text }: Reply, issued: readonly string[] = []): object {
  const authToken = headers['set-auth-token'];
  return {
    status,
    contentType: headers['content-type'],
    body: value === undefined ? text : shape(value, issued),
    setCookies: byName(
      (headers['set-cookie'] ?? []).map((cookie) => named(withoutSignature(cookie), issued)),
    ),
    authToken: typeof authToken === 'string' ? named(authToken.replace(/\..*$/, ''), issued) : undefined,
    exposed: headers['access-control-expose-headers'],
    allowOrigin: headers['access-control-allow-origin'],
    cacheControl: headers['cache-control'],
    pragma: headers.pragma,
    location: headers.location,
    retryAfter: headers['retry-after'],
    hasOwnRetryAfter: headers['x-retry-after'] !== undefined,
  };
}

/** In the order of their names: signing out, better-auth clears cookies as their signatures turn out valid, in any order. */
function byName(cookies: string[]): string[] {
  const name = (cookie: string): string => cookie.slice(0, cookie.indexOf('='));
  return cookies.toSorted((one, other) => (name(one) < name(other) ? -1 : Number(name(one) > name(other))));
}

/** The same value with each token and id named, each time left out, and the age of a session in days. */
function shape(value: unknown, issued: readonly string[]): unknown {
  if (typeof value === 'string') return named(value.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/, 'a time'), issued);
  if (Array.isArray(value)) return value.map((item) => shape(item, issued));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, shape(field, issued)] as const);
  const shaped: Record<string, unknown> = Object.fromEntries(fields);
  if ('emailVerified' in shaped) shaped['emailVerified'] = typeof shaped['emailVerified'];
  const { expiresAt, updatedAt } = value as { expiresAt?: string; updatedAt?: string };
  if (expiresAt === undefined || updatedAt === undefined) return shaped;
  return { ...shaped, daysSinceUpdate: daysUntil(updatedAt), daysToLive: daysUntil(expiresAt) };
}

function daysUntil(time: string): number {
  return Math.round((Date.parse(time) - Date.now()) / day) + 0;
}

/** Puts "token 1", "token 2", … for the device's tokens and "id" for any other text of that kind. */
function named(text: string, issued: readonly string[]): string {
  return text.replaceAll(/\b[A-Za-z0-9]{32}\b/g, (found) => {
    const place = issued.findIndex((token) => token.toLowerCase() === found.toLowerCase());
    if (place === -1) return 'id';
    return `token ${place + 1}${issued[place] === found ? '' : ' in another case'}`;
  });
}

function withoutSignature(cookie: string): string {
  return cookie.replace(/\.[A-Za-z0-9%]+%3D;/, '.signature;').replace(/(session_data=)[^;]+;/, '$1a cache;');
}
