import { CookieJar } from 'tough-cookie';
import { afterEach, describe, expect, test } from 'vitest';
import type { Api } from '../../electron/adapters/adapter.ts';
import { betterAuth } from '../../electron/adapters/better-auth.ts';
import { cookiesOf } from '../../electron/host/http/cookies.ts';
import { Deadline } from '../../electron/host/http/deadline.ts';
import { openApi } from '../../electron/host/http/wire.ts';
import { clerkAt, testWire } from '../support/servers/wire.ts';
import { Device } from '../mock-server/support/device.ts';
import {
  startRealBetterAuth,
  type RealOptions,
  type RealServer,
} from '../mock-server/support/real-better-auth.ts';
import { threePeople } from '../mock-server/support/three-people.ts';

// Under which name a session's cookie is sent decides whether its absence from a list means anything. The servers are
// real; some are made stricter than any release: they read device cookies of their own name alone.

const people = threePeople('canary-names-20d4');
const own = { advanced: { cookies: { session_token: { name: 'acme_sid' } } } };
const strict: RealOptions = { ...own, reads: 'acme_sid' };

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(options: RealOptions): Promise<RealServer> {
  const real = await startRealBetterAuth(people, options);
  closing.push(() => real.close());
  return real;
}

/** Somebody signed in on a device of their own: the signed value of the session, URL-encoded. */
async function signedIn(real: RealServer, who = 0): Promise<string> {
  const { email = '', password = '' } = people[who] ?? {};
  const device = new Device(real.base);
  await device.signIn(email, password);
  return [...device.jar].find(([name]) => name.includes('_multi-'))?.[1] ?? '';
}

/** A connection to the server with these cookies, `name=value`, and no others. */
function connected(real: RealServer, cookies: string[] = [], settings: Record<string, string> = {}): Api {
  const target = clerkAt(real.base, '');
  const jar = new CookieJar(undefined, { allowSpecialUseDomain: true, rejectPublicSuffixes: false });
  for (const pair of cookies)
    cookiesOf(jar, real.base).set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
  const connection = { ...target.connection, api: 'better-auth', settings };
  const deadline = new Deadline(15_000);
  closing.push(() => deadline.end());
  return openApi({ ...target, adapter: betterAuth, connection, secrets: {}, jar }, deadline, testWire());
}

const tokenOf = (signed: string) => signed.split('.')[0] ?? '';
const under = (stem: string, signed: string) => `${stem}_multi-${tokenOf(signed).toLowerCase()}=${signed}`;
const { list, readBack, lookUp, end } = betterAuth as Required<typeof betterAuth>;
const unproven = { why: 'unproven-cookie-name', count: 1 };

async function endOnServer(real: RealServer, signed: string): Promise<void> {
  const device = new Device(real.base);
  const headers = { cookie: `acme_sid=${signed}; ${under('acme_sid', signed)}` };
  const { status } = await device.post(
    '/multi-session/revoke',
    { sessionToken: tokenOf(signed) },
    { headers },
  );
  expect(status).toBe(200);
  expect(real.living()).not.toContain(tokenOf(signed));
}

describe('a signed token that was pasted under a name that the server does not read', () => {
  test('is not listed, and the list says that this proves nothing', async () => {
    const real = await start(strict);
    const signed = await signedIn(real);
    const api = connected(real, [under('better-auth.session_token', signed)]);
    expect(await list(api, {})).toMatchObject({ rows: [], gaps: [unproven] });
  });

  test('is not called ended, whichever way it is asked about', async () => {
    const real = await start(strict);
    const signed = await signedIn(real);
    const api = connected(real, [], { cookiePrefix: 'wrong' });
    expect(await readBack(api, [signed], {})).toMatchObject({ rows: [], gaps: [unproven] });
    expect(await lookUp(api, signed)).toMatchObject({ live: null });
    expect(real.living()).toContain(tokenOf(signed));
  });

  test('is found under the name of another session that is signed in', async () => {
    const real = await start(strict);
    const [lost, other] = [await signedIn(real, 0), await signedIn(real, 1)];
    const api = connected(real, [under('acme_sid', other)], { cookiePrefix: 'wrong' });
    expect(await lookUp(api, lost)).toMatchObject({ live: true });
    await endOnServer(real, lost);
    expect(await lookUp(api, lost)).toMatchObject({ live: false });
    expect(await readBack(api, [lost], {})).toMatchObject({ rows: [{}], gaps: [] });
  });
});

describe('a handle', () => {
  test('keeps the name under which the server listed its session, also when no cookie is left', async () => {
    const real = await start(strict);
    const signed = await signedIn(real);
    const [row] = (await list(connected(real, [under('acme_sid', signed)]), {})).rows;
    const handle = row?.handle ?? '';
    expect(handle).toBe(under('acme_sid', signed));
    expect(await readBack(connected(real), [handle], {})).toMatchObject({ rows: [{ handle }], gaps: [] });
    expect(await lookUp(connected(real), handle)).toMatchObject({ live: true });
    await endOnServer(real, signed);
    expect(await readBack(connected(real), [handle], {})).toMatchObject({ rows: [], gaps: [] });
    expect(await lookUp(connected(real), handle)).toMatchObject({ live: false });
  });

  test('keeps both names of a session that was sent under two, as only one of them may be read', async () => {
    const real = await start(strict);
    const signed = await signedIn(real);
    const both = [under('better-auth.session_token', signed), under('acme_sid', signed)];
    const [row] = (await list(connected(real, both), {})).rows;
    expect(row?.handle).toBe(both.join('; '));
    expect(await readBack(connected(real), [row?.handle ?? ''], {})).toMatchObject({ rows: [{}], gaps: [] });
  });

  test('of an earlier version, a signed value alone, ends its session', async () => {
    const real = await start(strict);
    const [old, other] = [await signedIn(real, 0), await signedIn(real, 1)];
    await end(connected(real, [`acme_sid=${other}`, under('acme_sid', other)]), old);
    expect(real.living()).not.toContain(tokenOf(old));
    expect(real.living()).toContain(tokenOf(other));
  });
});

describe('two sessions of one person, of which the server lists one at a time', () => {
  test('are both listed', async () => {
    const real = await start({});
    const [first, second] = [await signedIn(real), await signedIn(real)];
    const stem = 'better-auth.session_token';
    const api = connected(real, [under(stem, first), under(stem, second)]);
    const { rows, gaps } = await list(api, {});
    expect(rows.map(({ handle }) => handle).sort()).toEqual([under(stem, first), under(stem, second)].sort());
    expect(gaps).toEqual([]);
  });

  test('do not hide each other when one is read back', async () => {
    const real = await start(own);
    const [first, second] = [await signedIn(real), await signedIn(real)];
    const handles = [first, second].map((signed) => under('acme_sid', signed));
    expect((await readBack(connected(real), handles, {})).rows).toHaveLength(2);
    expect(await lookUp(connected(real, handles), handles[0] ?? '')).toMatchObject({ live: true });
    expect(await lookUp(connected(real, handles), handles[1] ?? '')).toMatchObject({ live: true });
    await endOnServer(real, first);
    const back = await readBack(connected(real), handles, {});
    expect(back.rows.map(({ handle }) => handle)).toEqual([handles[1]]);
    expect(await lookUp(connected(real, handles), handles[0] ?? '')).toMatchObject({ live: false });
  });
});

describe('the active session', () => {
  test('that is not among the device cookies is asked for, listed and kept', async () => {
    const real = await start(strict);
    const [active, other] = [await signedIn(real, 0), await signedIn(real, 1)];
    const api = connected(real, [`acme_sid=${active}`, under('acme_sid', other)]);
    const { rows, gaps } = await list(api, {});
    expect(rows.map(({ session }) => [session.user.name, session.current]).sort()).toEqual([
      ['Ana', true],
      ['Ben', false],
    ]);
    expect(gaps).toEqual([]);
    expect(api.cookies.all().map(({ name }) => name)).toContain(under('acme_sid', active).split('=')[0]);
  });

  test('that is not listed even so is named as missing', async () => {
    const real = await start(strict);
    const [active, other] = [await signedIn(real, 0), await signedIn(real, 1)];
    await endOnServer(real, active);
    const { rows, gaps } = await list(connected(real, [`acme_sid=${active}`, under('acme_sid', other)]), {});
    expect(rows).toHaveLength(1);
    expect(gaps).toEqual([{ why: 'own-not-listed', count: 1 }]);
  });

  test('is the one under the newer name, where the server was given another one', async () => {
    const real = await start(own);
    const [old, now] = [await signedIn(real, 0), await signedIn(real, 1)];
    const before = [`better-auth.session_token=${old}`, under('better-auth.session_token', old)];
    const api = connected(real, [...before, `acme_sid=${now}`, under('acme_sid', now)]);
    const { rows } = await list(api, {});
    expect(rows.filter(({ session }) => session.current).map(({ session }) => session.user.name)).toEqual([
      'Ben',
    ]);
    // The server ends a session by its cookie of the present name.
    await end(api, rows.find(({ session }) => session.user.name === 'Ana')?.handle ?? '');
    expect(real.living()).not.toContain(tokenOf(old));
  });
});

describe('a row', () => {
  test('that cannot be read leaves the list incomplete, and its session undecided', async () => {
    const real = await start({});
    const stem = 'better-auth.session_token';
    const signed = await signedIn(real);
    const handle = under(stem, signed);
    const broken = tampered(connected(real, [handle]), ({ session }) => ({
      session: { ...session, token: 7 },
    }));
    const { rows, unreadable, gaps } = await list(broken, {});
    expect({ rows, unreadable }).toEqual({ rows: [], unreadable: 1 });
    expect(gaps).toContainEqual({ why: 'unreadable-rows', count: 1 });
    expect(await lookUp(broken, handle)).toMatchObject({ live: null });
  });

  test('that has lost its id is not taken for another session', async () => {
    const real = await start({});
    const signed = await signedIn(real);
    const handle = under('better-auth.session_token', signed);
    const nameless = tampered(connected(real), ({ session: { id: _, ...session }, user }) => ({
      session,
      user,
    }));
    expect(await readBack(nameless, [handle], {})).toMatchObject({ rows: [], unreadable: 1 });
    expect(await lookUp(nameless, handle)).toMatchObject({ live: true });
  });

  test('without an id, from a server that gives none, keeps its handle apart from one with an id', async () => {
    const real = await start({ release: '1.4.22', secondary: true });
    const signed = await signedIn(real);
    const [row] = (await list(connected(real, [under('better-auth.session_token', signed)]), {})).rows;
    expect(row?.session.nativeId).toBeNull();
    expect(await readBack(connected(real), [row?.handle ?? ''], {})).toMatchObject({
      rows: [{ handle: row?.handle }],
      gaps: [],
    });
  });
});

interface Item {
  session: Record<string, unknown>;
  user?: unknown;
}

/** The same connection to a server whose rows are changed on their way. */
function tampered(api: Api, change: (item: Item) => Item): Api {
  return {
    ...api,
    async request(request) {
      const answer = await api.request(request);
      return Array.isArray(answer)
        ? request.answer.parse(answer.map((item) => change(item as Item)))
        : answer;
    },
  };
}
