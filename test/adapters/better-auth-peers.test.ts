import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Run, Scope } from '../../electron/bridge/revocation.ts';
import { endSessions } from '../../scripts/end-sessions.ts';
import { openTestHost, type TestHost } from '../support/host.ts';
import type { Release } from '../mock-server/support/better-auth-releases.ts';
import {
  startRealBetterAuth,
  type RealOptions,
  type RealServer,
} from '../mock-server/support/real-better-auth.ts';
import { threePeople } from '../mock-server/support/three-people.ts';

// Real better-auth servers, old and new, in the configurations that change which cookies there are: what is said of
// their sessions is true by their own tables, and a server that only says that it ends sessions is never believed.

const people = threePeople('canary-peers-5c20');

const minute = 60_000;
/** How long a copy of a session counts where the server keeps one in a cookie (cookieCache). */
const cache = { enabled: true, maxAge: 120 } as const;
const named = { session_token: { name: 'acme_sid' }, session_data: { name: 'acme_copy' } };

const configurations: Record<string, RealOptions> = {
  'as it comes': {},
  'with a cookie cache': { session: { cookieCache: cache } },
  'with an encrypted cookie cache': { session: { cookieCache: { ...cache, strategy: 'jwe' } } },
  'with cookie names of its own': { advanced: { cookies: named }, session: { cookieCache: cache } },
  'with __Secure- cookies': { advanced: { useSecureCookies: true } },
  'with room for one session a device': { maximumSessions: 1 },
  'with room for two sessions a device': { maximumSessions: 2 },
  'with sessions in a secondary storage': { secondary: true },
};
const all = Object.keys(configurations);
const peers: [Release, string][] = [
  ...all.map((name): [Release, string] => ['1.7.25', name]),
  ...all.map((name): [Release, string] => ['1.7.7', name]),
  ...['as it comes', 'with sessions in a secondary storage'].map((name): [Release, string] => [
    '1.4.22',
    name,
  ]),
];

let app: TestHost;
beforeAll(async () => {
  app = await openTestHost({ budget: 20_000 });
});
afterAll(() => app.close());
afterEach(() => expect(app.faults).toEqual([]));

/** Three people signed in on one device, the last of them active. */
class Device {
  readonly real: RealServer;
  readonly connectionId: string;

  private constructor(real: RealServer, connectionId: string) {
    this.real = real;
    this.connectionId = connectionId;
  }

  static async open(real: RealServer): Promise<Device> {
    const draft = {
      id: null,
      api: 'better-auth',
      name: 'peer',
      kind: 'development',
      colour: 'blue',
    } as const;
    const at = { baseUrl: real.base, settings: {}, filters: {} };
    const { id } = await app.bridge('connections.save', { ...draft, ...at });
    for (const { email, password } of people)
      await app.bridge('keys.signIn', { connectionId: id, email, password });
    return new Device(real, id);
  }

  list() {
    return app.bridge('sessions.list', { connectionId: this.connectionId, filters: {} });
  }

  async names(): Promise<string[]> {
    return (await this.list()).sessions.map(({ user }) => user.name ?? '').sort();
  }

  async active(): Promise<string[]> {
    return (await this.list()).sessions.flatMap(({ user, current }) => (current ? (user.name ?? '') : []));
  }

  async idOf(name: string): Promise<string> {
    return (await this.list()).sessions.find(({ user }) => user.name === name)?.id ?? '';
  }

  end(scope: Scope, sessionIds: string[] = []): Promise<Run> {
    return endSessions(app.bridge, { connectionId: this.connectionId, scope, sessionIds });
  }

  /** How many sessions the server has ended while this was done, by its own tables. */
  async ended(work: () => Promise<unknown>): Promise<number> {
    const before = this.real.living();
    await work();
    const living = new Set(this.real.living());
    return before.filter((token) => !living.has(token)).length;
  }

  async close(): Promise<void> {
    await app.bridge('connections.remove', { connectionId: this.connectionId });
    await this.real.close();
  }
}

async function openPeer(release: Release, name: string): Promise<Device> {
  return Device.open(await startRealBetterAuth(people, { release, ...configurations[name] }));
}

const verdicts = ({ items }: Run) => items.map(({ verdict }) => verdict);

describe.each(peers)('better-auth %s %s', (release, name) => {
  const keepsCopies = configurations[name]?.session !== undefined;

  test('lists, switches and ends as its own tables say', async () => {
    const device = await openPeer(release, name);
    expect(await device.names()).toEqual(['Ana', 'Ben', 'Cleo']);
    expect(await device.list()).toMatchObject({ notes: [], unreadable: 0 });
    expect(await device.active()).toEqual(['Cleo']);

    const target = { connectionId: device.connectionId, sessionId: await device.idOf('Ana') };
    expect(await app.bridge('sessions.switch', target)).toMatchObject({ verdict: 'switched' });
    expect(await device.active()).toEqual(['Ana']);

    const run = async (scope: Scope, sessionIds: string[] = []) => {
      let report: Run | undefined;
      const started = Date.now();
      const ended = await device.ended(async () => {
        report = await device.end(scope, sessionIds);
      });
      if (!report) throw new Error('there was no run');
      expect(verdicts(report)).toEqual(Array.from({ length: ended }, () => 'ended'));
      expect(report.endedUnasked).toEqual([]);
      for (const { mayWorkUntil } of report.items) {
        if (!keepsCopies) expect(mayWorkUntil).toBeNull();
        else expect(mayWorkUntil).toBeGreaterThanOrEqual(started + 2 * minute);
      }
      return ended;
    };
    expect(await run('one', [await device.idOf('Ben')])).toBe(1);
    expect(await device.names()).toEqual(['Ana', 'Cleo']);
    expect(await run('others')).toBe(1);
    expect(await device.list()).toMatchObject({ sessions: [{ user: { name: 'Ana' } }], notes: [] });
    expect(await run('everything')).toBe(1);
    expect(await device.list()).toMatchObject({ sessions: [], notes: ['cookies-needed'] });
    await device.close();
  });

  test('is not believed where it ends nothing', async () => {
    const device = await openPeer(release, name);
    device.real.lie();
    const lies = async (scope: Scope, sessionIds: string[] = []) => {
      const reports: Run[] = [];
      expect(await device.ended(async () => reports.push(await device.end(scope, sessionIds)))).toBe(0);
      return reports.flatMap(verdicts);
    };
    expect(await lies('one', [await device.idOf('Ben')])).toEqual(['still-there']);
    expect(await lies('others')).toEqual(['still-there', 'still-there']);
    expect(await lies('everything')).toEqual(['still-there', 'still-there', 'still-there']);
    expect(await device.names()).toEqual(['Ana', 'Ben', 'Cleo']);
    await device.close();
  });
});

test('a cookie cache that only the answer to an end gives away is said all the same', async () => {
  const real = await startRealBetterAuth(people, { session: { cookieCache: cache } });
  const draft = {
    id: null,
    api: 'better-auth',
    name: 'pasted',
    kind: 'development',
    colour: 'blue',
  } as const;
  const at = { baseUrl: real.base, settings: {}, filters: {} };
  const { id: connectionId } = await app.bridge('connections.save', { ...draft, ...at });
  const stem = 'better-auth.session_token';
  const signed = real.signedTokens.map((value) => ({
    value: encodeURIComponent(value),
    token: value.split('.')[0] ?? '',
  }));
  const devices = signed.map(({ value, token }) => `${stem}_multi-${token.toLowerCase()}=${value}`);
  const cookies = [`${stem}=${signed[0]?.value ?? ''}`, ...devices].join('; ');
  await app.bridge('keys.put', { connectionId, secrets: { cookies } });
  const { sessions } = await app.bridge('sessions.list', { connectionId, filters: {} });
  const ben = sessions.find(({ user }) => user.name === 'Ben');
  const started = Date.now();
  const run = await endSessions(app.bridge, { connectionId, scope: 'one', sessionIds: [ben?.id ?? ''] });
  expect(verdicts(run)).toEqual(['ended']);
  expect(run.items[0]?.mayWorkUntil).toBeGreaterThanOrEqual(started + 2 * minute);
  await app.bridge('connections.remove', { connectionId });
  await real.close();
});
