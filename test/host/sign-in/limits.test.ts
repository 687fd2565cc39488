import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { codeRules, Limit, pushRules, type Clocks } from '../../../electron/host/sign-in/limit.ts';
import { nextauth } from '../../../electron/adapters/nextauth.ts';
import { namesOf, serverNameOf } from '../../../electron/host/sign-in/limit-names.ts';
import { openStore } from '../../../electron/host/store/open.ts';
import { saveConnection } from '../../../scripts/mock-subject.ts';
import { failureOf, newFolder } from '../../support/host.ts';
import { eachOnNewGround, push, sessionsOf, showCode, type Ground } from './support.ts';

const minute = 60_000;

describe('the limit on pushes', () => {
  /** Clocks that a test sets, in ms. */
  const clocks = { process: 0, machine: 1_000_000, wall: 1_700_000_000_000 };
  const given: Clocks = {
    process: () => clocks.process,
    machine: () => clocks.machine,
    wall: () => clocks.wall,
  };
  const pass = (ms: number) => {
    clocks.process += ms;
    clocks.machine += ms;
    clocks.wall += ms;
  };
  let folder: string;
  let db: ReturnType<typeof openStore>;
  let limit: Limit;
  beforeEach(() => {
    folder = newFolder();
    db = openStore(folder);
    limit = new Limit(db, pushRules, given);
  });
  afterEach(() => db.close());
  const restart = () => {
    db.close();
    clocks.process = 0;
    db = openStore(folder);
    limit = new Limit(db, pushRules, given);
  };
  const look = (name = 'a') => {
    const { allowedIn, triesLeft } = limit.look([name]);
    return { allowedIn, triesLeft };
  };

  test('30 s between two, three in ten minutes, each person for themselves', () => {
    limit.take(['a']);
    pass(10_000);
    expect(look()).toEqual({ allowedIn: 20_000, triesLeft: 2 });
    expect(() => limit.take(['a'])).toThrow('rate-limited');
    pass(20_000);
    limit.take(['a']);
    pass(30_000);
    limit.take(['a']);
    pass(40_000);
    expect(look()).toEqual({ allowedIn: 500_000, triesLeft: 0 });
    expect(look('b')).toEqual({ allowedIn: 0, triesLeft: 3 });
    pass(500_000);
    expect(look()).toEqual({ allowedIn: 0, triesLeft: 1 });
  });

  test.each([-60, 60])('a clock that is set by %i minutes neither opens nor blocks it', (by) => {
    limit.take(['a']);
    clocks.wall += by * minute;
    pass(10_000);
    expect(look()).toEqual({ allowedIn: 20_000, triesLeft: 2 });
    expect(limit.look(['a']).allowedAt).toBe(clocks.wall + 20_000);
  });

  test('a restart does not empty it, nor does the time count twice', () => {
    limit.take(['a']);
    pass(10_000);
    restart();
    expect(look()).toEqual({ allowedIn: 20_000, triesLeft: 2 });
    pass(10 * minute);
    expect(look()).toEqual({ allowedIn: 0, triesLeft: 3 });
  });

  test('a machine that slept counts the time; one that was started anew counts at least the time since then', () => {
    limit.take(['a']);
    clocks.machine += 10 * minute;
    expect(look()).toEqual({ allowedIn: 0, triesLeft: 3 });
    limit.take(['a']);
    clocks.machine = 5000;
    restart();
    expect(look()).toEqual({ allowedIn: 25_000, triesLeft: 2 });
    pass(10 * minute);
    expect(look()).toEqual({ allowedIn: 0, triesLeft: 3 });
  });

  test('one that reached nobody is taken out of the count, and no other', () => {
    const giveBack = limit.take(['a']);
    pass(minute);
    limit.take(['a']);
    giveBack();
    expect(look()).toEqual({ allowedIn: 30_000, triesLeft: 2 });
  });

  test('whoever is known under several names is counted under all of them', () => {
    limit.take(['a', 'b']);
    expect(look('b').triesLeft).toBe(2);
    expect(limit.look(['c', 'b']).triesLeft).toBe(2);
    expect(look('c').triesLeft).toBe(3);
  });
});

describe('the names that a person is counted under', () => {
  const none = { userId: null, accountId: null };
  const user = (userId: string) => namesOf('s', { ...none, userId }, []);
  test.each([
    ...[
      'dave',
      ' dave ',
      'DAVE',
      'Dave',
      'da\u200bve',
      'ｄａｖｅ',
      'da\ufe0fve',
      'da\u034fve',
      'dave\u{e0061}',
      '\u3164dave',
    ],
    ...['da\u2066ve', 'd\u00adave', 'da\u2800ve', 'ᴰᴀve'.replace('ᴰᴀ', 'ᴰa')],
  ])('%j is dave', (spelling) => {
    expect(user(spelling)).toEqual(user('dave'));
  });
  test('case is folded also where a small letter has no single capital', () => {
    expect(user('STRASSE')).toEqual(user('straße'));
  });
  test('account 0070 is account 70, and another account or user is somebody else', () => {
    const account = (accountId: string) => namesOf('s', { ...none, accountId }, []);
    expect(account('0070')).toEqual(account('70'));
    expect(account('71')).not.toEqual(account('70'));
    expect(user('david')).not.toEqual(user('dave'));
    expect(account('70')).not.toEqual(user('70'));
  });
  test('an account is its user, and a user all of their accounts, as far as that is known', () => {
    const known = [
      { userId: 'Dave', accountId: '70' },
      { userId: 'dave', accountId: '71' },
      { userId: 'eve', accountId: '80' },
    ];
    const ofAccount = namesOf('s', { userId: null, accountId: '070' }, known);
    expect(ofAccount).toEqual(expect.arrayContaining(user('dave')));
    expect(namesOf('s', { userId: 'dave', accountId: null }, known)).toHaveLength(3);
    expect(ofAccount).not.toEqual(expect.arrayContaining(user('eve')));
  });
  test('a server is its address and its id, however they are written', () => {
    const name = (baseUrl: string, serverId = 'a+b/') =>
      serverNameOf({ connection: { baseUrl, settings: { serverId } }, adapter: nextauth });
    expect(name('https://api.test/')).toBe(name('https://api.test./v2', 'a-b_=='));
    expect(name('http://localhost:81')).toBe(name('http://127.0.0.1:81/'));
    expect(name('https://api.test')).toBe(name('https://API.test:443'));
    for (const other of [
      name('https://other.test'),
      name('https://api.test:444'),
      name('https://api.test', 'c'),
    ])
      expect(other).not.toBe(name('https://api.test'));
  });
});

describe('over the bridge', () => {
  let ground: Ground;
  eachOnNewGround((fresh) => (ground = fresh));
  const limited = { code: 'rate-limited' };

  test('other spellings, an account, a second connection and a restart do not get past it', async () => {
    await sessionsOf(ground);
    await push(ground, { kind: 'user', userId: 'alice' });
    const second = {
      ...ground,
      connectionId: await saveConnection(ground.bridge, ground.api, { settings: { roleId: 'operator' } }),
    };
    for (const userId of ['alice ', 'ALICE', ' Alice'])
      expect(await failureOf(push(ground, { kind: 'user', userId }))).toMatchObject(limited);
    for (const accountId of ['42', '0042'])
      expect(await failureOf(push(ground, { kind: 'account', accountId }))).toMatchObject(limited);
    expect(await failureOf(push(second, { kind: 'user', userId: 'alice' }))).toMatchObject(limited);
    await ground.restart();
    expect(await failureOf(push(ground, { kind: 'user', userId: 'alice' }))).toMatchObject(limited);
    expect(ground.phone.pending().filter(({ kind }) => kind === 'push')).toHaveLength(1);
    expect((await push(ground, { kind: 'user', userId: 'chiara' })).phase).toBe('waiting');
  });

  test('nor does a connection that does not know yet whose account it is', async () => {
    await sessionsOf(ground);
    const { apiKey = '' } = ground.api.access.secrets;
    const given = { secrets: { apiKey, nonces: '' }, settings: { roleId: 'operator' } };
    const second = { ...ground, connectionId: await saveConnection(ground.bridge, ground.api, given) };
    await push(ground, { kind: 'user', userId: 'alice' });
    expect(await failureOf(push(second, { kind: 'account', accountId: '42' }))).toMatchObject(limited);
    expect((await push(second, { kind: 'account', accountId: '58' })).phase).toBe('waiting');
  });

  test.each([-60, 60])('a clock that is set by %i minutes does not either', async (by) => {
    await push(ground, { kind: 'user', userId: 'alice' });
    const real = Date.now.bind(Date);
    vi.spyOn(Date, 'now').mockImplementation(() => real() + by * minute);
    const { bridge, connectionId } = ground;
    const target = { kind: 'user', userId: 'alice' } as const;
    const { allowedIn, triesLeft } = await bridge('signIn.preparePush', { connectionId, target, reason: '' });
    expect(triesLeft).toBe(2);
    expect(allowedIn).toBeGreaterThan(0);
    expect(allowedIn).toBeLessThanOrEqual(30_000);
  });

  test('six pushes at once to one person are one', async () => {
    const targets = ['alice', 'alice ', 'ALICE', 'Alice', 'aLice', ' alice'].map((userId) =>
      push(ground, { kind: 'user', userId }).then(
        () => 'sent',
        () => 'refused',
      ),
    );
    expect((await Promise.all(targets)).filter((outcome) => outcome === 'sent')).toHaveLength(1);
  });

  test('codes have a limit as well, for all connections of a server', async () => {
    ground.api.behaviour.refuse['get_qr_login'] = { status: 403, times: Infinity };
    for (let nth = 0; nth < codeRules.mostInWindow; nth += 1)
      expect(await failureOf(showCode(ground))).toMatchObject({ code: 'forbidden' });
    const failed = await failureOf(showCode(ground));
    expect(failed).toMatchObject(limited);
    expect(failed.retryAt).toBeGreaterThan(Date.now());
    const connectionId = await saveConnection(ground.bridge, ground.api, {});
    expect(await failureOf(showCode({ ...ground, connectionId }))).toMatchObject(limited);
  });

  test('on a production connection that is read-only neither a code nor a push leaves', async () => {
    const { bridge, connectionId, api } = ground;
    const [own] = await bridge('connections.list', {});
    if (!own) throw new Error('the connection is gone');
    await bridge('connections.save', { ...own, kind: 'production' });
    const asked = api.requests.length;
    expect(await failureOf(showCode(ground))).toMatchObject({ code: 'read-only', next: 'allow-changes' });
    expect(await failureOf(push(ground, { kind: 'user', userId: 'alice' }))).toMatchObject({
      code: 'read-only',
    });
    expect(api.requests.length).toBe(asked);
    await bridge('guard.allow', { connectionId });
    expect((await showCode(ground)).phase).toBe('waiting');
  });
});
