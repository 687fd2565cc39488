import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiInfo } from '../../electron/bridge/api.ts';
import type { Session } from '../../electron/bridge/session.ts';
import { documentedOperations } from '../../mock-server/index.ts';
import { groupsOf } from '../../renderer/details/detail-fields.ts';
import { everythingWarning } from '../../renderer/ending/end-words.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { deviceName, sessionName } from '../../renderer/sessions/row/describe.ts';
import { Times } from '../../renderer/ui/time/times.ts';
import { endSessions } from '../../scripts/end-sessions.ts';
import { reached } from '../../scripts/operation-table.ts';
import { openSubject } from '../../scripts/mock-subject.ts';
import { addLantern } from '../fixtures/sixth-api/registry.ts';
import { failureOf, openTestHost, saveOwn, mockOf, type TestHost } from '../support/host.ts';

// An API is its adapter, one line in the registry and its mock: no other file of ours knows of Lantern.

const apis = new URL('../fixtures/sixth-api/apis/', import.meta.url);
let takeOut: () => void;
let app: TestHost;
let seeded: object[];

beforeAll(async () => {
  takeOut = addLantern();
  app = await openTestHost({ apis: { folder: apis } });
  seeded = structuredClone(lamps());
});
afterAll(async () => {
  await app.close();
  takeOut();
});

/** The rows of the mock server, as they are. */
function lamps(): object[] {
  return mockOf(app, 'lantern').db.getState()['lamps'] ?? [];
}

async function lanternInfo(): Promise<ApiInfo> {
  const info = (await app.bridge('apis.list', {})).find(({ id }) => id === 'lantern');
  if (!info) throw new Error('the host does not list it');
  return info;
}

/** A connection of a test's own to the mock server with all lamps lit again, and its list. */
async function freshList(): Promise<{ connectionId: string; sessions: Session[] }> {
  const mock = mockOf(app, 'lantern');
  Object.assign(mock.behaviour, { end: 'honest', refuse: {} });
  lamps().splice(0, Infinity, ...structuredClone(seeded));
  const connectionId = await saveOwn(app, mock);
  const { sessions } = await app.bridge('sessions.list', { connectionId, filters: {} });
  return { connectionId, sessions };
}

test('it is in the demo, beside whatever else there is, in a colour of its own', async () => {
  const demo = (await app.bridge('connections.list', {})).filter(({ kind }) => kind === 'demo');
  expect(demo).toMatchObject([{ api: 'lantern', name: 'Lantern' }]);
});

test('the form has its fields, and what it can do is read off its methods', async () => {
  const info = await lanternInfo();
  expect(info.settings.map(({ name }) => name)).toContain('tower');
  expect(info.secrets.filter(({ network }) => !network).map(({ name }) => name)).toEqual(['wick']);
  expect(info.can).toEqual(['list', 'end', 'endAll']);
});

test('it lists, and its sessions read in the words of the page', async () => {
  const { sessions } = await freshList();
  expect(sessions).toHaveLength(4);
  const [first, second] = sessions as [Session, Session];
  expect(deviceName(first)).toBe('Firefox 140 on Linux');
  expect(deviceName(second)).toBe(m.device_account({ id: 'ada' }));
  expect(sessionName(first)).toContain('ada');
  const values = groupsOf(first, Date.now(), new Times('en', 'en-GB')).flatMap(({ fields }) => fields);
  expect(values).toContainEqual({ label: 'colour', value: 'amber' });
});

test('the page warns of ending everything as its adapter says', async () => {
  expect(everythingWarning(await lanternInfo())).toBe(m.end_everything_may_keep());
});

test('a plan is made, one session is ended and is read back as ended', async () => {
  const { connectionId, sessions } = await freshList();
  const target = sessions.find(({ nativeId }) => nativeId === 'lamp-3')?.id ?? '';
  const plan = await app.bridge('revocation.plan', { connectionId, scope: 'one', sessionIds: [target] });
  expect(plan.items[0]?.call).toMatchObject({ method: 'DELETE', path: '/lamps/lamp-3' });
  const run = await endSessions(app.bridge, { connectionId, scope: 'one', sessionIds: [target] });
  expect(run.items).toMatchObject([{ state: 'ended', verdict: 'ended' }]);
});

test('a server that only says that it ended one is found out', async () => {
  const { connectionId, sessions } = await freshList();
  mockOf(app, 'lantern').behaviour.end = 'does-nothing';
  const target = sessions.find(({ nativeId }) => nativeId === 'lamp-2')?.id ?? '';
  const run = await endSessions(app.bridge, { connectionId, scope: 'one', sessionIds: [target] });
  expect(run.items).toMatchObject([{ state: 'failed' }]);
});

test('its refusals are failures with its server’s own words', async () => {
  const { connectionId } = await freshList();
  mockOf(app, 'lantern').behaviour.refuse = { listLamps: { status: 401, times: 9 } };
  const failed = await failureOf(app.bridge('sessions.list', { connectionId, filters: {} }));
  expect(failed).toMatchObject({
    code: 'key-rejected',
    status: 401,
    got: expect.stringContaining('Refused') as string,
  });
});

describe('its documented operations', () => {
  test('are tried like all others, in the order of the mock: what only reads comes first', async () => {
    await freshList();
    const subject = await openSubject(app.bridge, mockOf(app, 'lantern'));
    const operations = reached(await documentedOperations(apis));
    expect(operations.map(({ name, reads }) => [name, reads])).toEqual([
      ['listLamps', true],
      ['putOut', false],
      ['putOutAll', false],
    ]);
    for (const operation of operations) await operation.run(subject);
    const { requests } = mockOf(app, 'lantern');
    expect(lamps()).toMatchObject([{ lamp: 'lamp-0' }]);
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toContain('DELETE /v1/lamps');
  });
});

test('taken out of the registry, it is gone: the host refuses it', async () => {
  takeOut();
  expect((await app.bridge('apis.list', {})).map(({ id }) => id)).not.toContain('lantern');
  expect(await failureOf(saveOwn(app, mockOf(app, 'lantern')))).toMatchObject({ field: 'api' });
});
