import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { MockApi } from '../../mock-server/index.ts';
import { openTestHost, mockOf, type TestHost } from './host.ts';

/** Between two readings here, ms. */
const every = 20;
export const connectionId = 'demo-nest-sessions';
/** The operation that lists sessions, by its name in the API's document. */
export const list = 'sessionControllerGetActiveSessions';
export const own = { connectionId };
const hosts: TestHost[] = [];

/** Ends the hosts that a test has opened. */
export async function closeAll(): Promise<void> {
  for (const app of hosts.splice(0)) await app.close();
}

export interface Row {
  id: string;
  createdAt: string;
  lastActiveAt: string;
  isRevoked: boolean;
  deviceInfo: string | null;
}

export const rowsOf = ({ db }: MockApi) => (db.getState() as unknown as { sessions: Row[] }).sessions;

/** Somebody signs in on another device; the id of the session. */
export function signInElsewhere(api: MockApi, parts: Partial<Row> = {}): string {
  const [first] = rowsOf(api);
  if (!first) throw new Error('the mock server has no session');
  const now = new Date().toISOString();
  const row = {
    ...first,
    id: randomUUID(),
    createdAt: now,
    lastActiveAt: now,
    deviceInfo: 'Firefox 131 on Linux',
  };
  rowsOf(api).push({ ...row, ...parts });
  return row.id;
}

/** A host whose watches have told nothing yet, and what they tell. */
export async function openStage(parts: Parameters<typeof openTestHost>[0] = {}) {
  const app = await openTestHost({ watchEvery: every, ...parts });
  hosts.push(app);
  const told: { connectionId: string; count: number }[] = [];
  const changes: string[] = [];
  app.bridge.on('watch.found', (found) => told.push(found));
  app.bridge.on('sessions.changed', (changed) => changes.push(changed.connectionId));
  const api = mockOf(app, 'nest-sessions');
  const read = () => app.bridge('watch.read', own);
  const foundIds = async () => (await read()).found.map(({ session }) => session.nativeId);
  return { app, bridge: app.bridge, api, told, changes, read, foundIds };
}

export type Watching = Awaited<ReturnType<typeof openStage>>;

/** Waits until the list was read so often from now on: what had to be seen by then has been seen. */
export async function readings({ read }: Pick<Watching, 'read'>, count = 3): Promise<void> {
  let last = (await read()).readAt;
  for (let seen = 0; seen < count; seen += 1) {
    await expect.poll(async () => (await read()).readAt).not.toBe(last);
    last = (await read()).readAt;
  }
}

/** The same, watching, with its first reading done. */
export async function watch(parts: Parameters<typeof openTestHost>[0] = {}): Promise<Watching> {
  const watching = await openStage(parts);
  await watching.bridge('watch.set', { ...own, on: true });
  await readings(watching, 1);
  return watching;
}

/** Holds when a number comes to rest: what is under way may still arrive, but a watch that goes on never rests. */
export async function still(number: () => number): Promise<void> {
  let rested = 0;
  for (let rounds = 0; rested < 3; rounds += 1) {
    expect(rounds, 'it does not come to rest').toBeLessThan(20);
    const before = number();
    await new Promise((resolve) => setTimeout(resolve, every * 5));
    rested = number() === before ? rested + 1 : 0;
  }
}
