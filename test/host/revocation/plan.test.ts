import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf, openTestHost, saveOwn, mockOf, type TestHost } from '../../support/host.ts';
import { saveConnection } from '../../../scripts/mock-subject.ts';
import { EndingSubject } from './support.ts';

let app: TestHost;
beforeEach(async () => {
  app = await openTestHost();
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
});

const nest = () => new EndingSubject(app, 'nest-sessions');

describe('a plan', () => {
  test('names what will end, what stays and every call, and sends nothing', async () => {
    const subject = nest();
    const [first = '', second = ''] = await subject.others();
    const all = await subject.read();
    const asked = mockOf(app, 'nest-sessions').requests.length;
    const plan = await subject.plan('selected', [first, second]);
    expect(plan.items.map(({ session }) => session.id)).toEqual([first, second]);
    const nativeId = (id: string) => all.find((session) => session.id === id)?.nativeId ?? '';
    expect(plan.items.map(({ call }) => call)).toEqual([
      { method: 'DELETE', path: `/sessions/${nativeId(first)}` },
      { method: 'DELETE', path: `/sessions/${nativeId(second)}` },
    ]);
    expect(plan).toMatchObject({ calls: 2, oneCall: null, currentKnown: true, changes: [] });
    expect(plan.stays).toBe(all.length - 2);
    expect(mockOf(app, 'nest-sessions').requests).toHaveLength(asked);
  });

  test('of several leaves the current session out, though it was selected', async () => {
    const subject = nest();
    const all = await subject.read();
    const current = all.find((session) => session.current);
    const plan = await subject.plan(
      'selected',
      all.map(({ id }) => id),
    );
    expect(plan.items.map(({ session }) => session.id)).not.toContain(current?.id);
    expect(plan.stays).toBe(1);
  });

  test('of the current session alone has it, and asks first', async () => {
    const subject = nest();
    const current = (await subject.read()).find((session) => session.current);
    const plan = await subject.plan('one', [current?.id ?? '']);
    expect(plan).toMatchObject({ items: [{ session: { id: current?.id } }], needs: { question: true } });
  });

  test('of all others is sent one by one, never as the API’s one call for everything', async () => {
    const subject = nest();
    const others = await subject.others();
    const plan = await subject.plan('others');
    expect(plan).toMatchObject({ oneCall: null, calls: others.length });
    expect(plan.items.every(({ call }) => call?.method === 'DELETE')).toBe(true);
  });

  test('of everything is one call where the API has one, and leaves open what servers differ on', async () => {
    const subject = new EndingSubject(app, 'vault');
    const all = await subject.read();
    const plan = await subject.plan('everything');
    expect(plan).toMatchObject({ oneCall: { method: 'DELETE', path: '/users/me/sessions' }, calls: 1 });
    expect(plan.items).toHaveLength(all.length);
    expect(plan.items.filter(({ mayStay }) => mayStay)).toMatchObject([{ session: { current: true } }]);
  });

  test('of everything is one call each where the API has none, the current one last', async () => {
    const subject = new EndingSubject(app, 'better-auth');
    const all = await subject.read();
    const plan = await subject.plan('everything');
    expect(plan).toMatchObject({ oneCall: null, calls: all.length });
    expect(plan.items.at(-1)?.session.current).toBe(true);
  });

  test('shows no handle: better-auth is told the token in the body, nextAuth the nonce in a header or the query', async () => {
    for (const api of ['better-auth', 'nextauth']) {
      const subject = new EndingSubject(app, api);
      const plan = await subject.plan('one', [(await subject.others())[0] ?? '']);
      const { access } = mockOf(app, api);
      const secrets = Object.values(access.secrets).flatMap((text) =>
        text.split(/[\s;=]+/).filter((part) => part.length > 15),
      );
      expect(secrets.length).toBeGreaterThan(0);
      for (const secret of secrets) expect(JSON.stringify(plan)).not.toContain(secret);
    }
  });

  test('of all others is refused where nobody knows the current one', async () => {
    const subject = new EndingSubject(app, 'clerk');
    await subject.read();
    expect(await failureOf(subject.plan('others'))).toMatchObject({ code: 'invalid', field: 'scope' });
  });

  test('estimates how long sending takes at the API’s documented rate', async () => {
    const subject = new EndingSubject(app, 'clerk');
    const ids = await subject.others();
    const plan = await subject.plan('selected', ids);
    expect(plan.rate).toEqual({ requests: 100, seconds: 10 });
    expect(plan.estimate).toBeGreaterThanOrEqual((Math.ceil(ids.length / 100) - 1) * 10_000);
  });
});

describe('the ladder of confirmation', () => {
  test('one session outside production needs no question; two do', async () => {
    const subject = nest();
    const [first = '', second = ''] = await subject.others();
    expect((await subject.plan('one', [first])).needs.question).toBe(false);
    const two = await subject.plan('selected', [first, second]);
    expect(two.needs).toEqual({ question: true, name: false, reason: 'asked', currentUnknown: false });
  });

  test('more than 50, or everything, needs the name of the connection typed, and the host insists', async () => {
    const subject = nest();
    await subject.read();
    const plan = await subject.plan('everything');
    expect(plan.needs.name).toBe(true);
    expect(await failureOf(subject.confirm(plan, { name: 'Nest' }))).toMatchObject({
      code: 'invalid',
      field: 'name',
    });
    expect(subject.ends).toBe(0);
    expect((await subject.confirm(plan, { name: 'NestJS sessions', sendNow: true })).run).toMatchObject({
      scope: 'everything',
    });
  });

  test('no session of the list can be that of a key which is no session’s: nothing is asked about it', async () => {
    const subject = new EndingSubject(app, 'clerk');
    const [first = '', second = ''] = await subject.others();
    const plan = await subject.plan('selected', [first, second]);
    expect(plan).toMatchObject({ currentKnown: true, needs: { currentUnknown: false, question: true } });
    expect((await subject.confirm(plan, { reason: 'a test' })).run).not.toBeNull();
  });

  test('an unknown current session has to be reckoned with, and the host insists', async () => {
    const mock = mockOf(app, 'nest-sessions');
    const unsaid = { settings: { currentSessionId: '' } };
    const connectionId = await saveConnection(app.bridge, mock, unsaid);
    const subject = new EndingSubject(app, 'nest-sessions', connectionId);
    const [first = '', second = ''] = await subject.others();
    const plan = await subject.plan('selected', [first, second]);
    expect(plan).toMatchObject({ currentKnown: false, needs: { currentUnknown: true } });
    expect(await failureOf(subject.confirm(plan))).toMatchObject({
      code: 'invalid',
      field: 'currentUnknown',
    });
    expect(subject.ends).toBe(0);
  });

  test('production is read-only, and asks for a reason and, of several, for the name', async () => {
    const connectionId = await saveOwn(app, mockOf(app, 'nest-sessions'));
    const [own] = (await app.bridge('connections.list', {})).filter(({ id }) => id === connectionId);
    if (!own) throw new Error('the connection was not saved');
    const { api, name, colour, baseUrl, settings, filters } = own;
    await app.bridge('connections.save', {
      id: connectionId,
      api,
      name,
      colour,
      baseUrl,
      settings,
      filters,
      kind: 'production',
    });
    const subject = new EndingSubject(app, 'nest-sessions', connectionId);
    const ids = (await subject.others()).slice(0, 2);
    const plan = await subject.plan('selected', ids);
    expect(plan.needs).toMatchObject({ question: true, name: true, reason: 'required' });
    const whole = { name, reason: 'INC-7: stolen laptop', sendNow: true };
    expect(await failureOf(subject.confirm(plan, { ...whole, reason: ' ' }))).toMatchObject({
      field: 'reason',
    });
    expect(await failureOf(subject.confirm(plan, whole))).toMatchObject({
      code: 'read-only',
      next: 'allow-changes',
    });
    expect(subject.ends).toBe(0);
    await app.bridge('guard.allow', { connectionId });
    const run = await subject.begin(plan, whole);
    expect((await subject.until(run.id, 'done')).totals).toMatchObject({ planned: 2, ended: 2 });
  });
});
