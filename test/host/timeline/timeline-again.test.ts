import { afterEach, describe, expect, test } from 'vitest';
import type { Input } from '../../../electron/bridge/contract.ts';
import { operations } from '../../../scripts/operation-table.ts';
import { failureOf, openTestHost, mockOf, type TestHost } from '../../support/host.ts';
import { openSubject } from '../../support/subject.ts';

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openStage(): Promise<TestHost> {
  const app = await openTestHost();
  closing.push(() => app.close());
  return app;
}

type Selection = Partial<Input<'timeline.list'>>;

const look = ({ bridge }: TestHost, wanted: Selection = {}) =>
  bridge('timeline.list', { connectionId: null, text: '', before: null, limit: 500, ...wanted });

describe('sending a request again', () => {
  async function stage(id: string) {
    const app = await openStage();
    const subject = await openSubject(app, id);
    const again = (entryId: number) => app.bridge('timeline.sendAgain', { id: entryId });
    return { app, subject, again, api: mockOf(app, id) };
  }

  test('sends the very same one, once, and gives back its own entry', async () => {
    const { app, again, api } = await stage('clerk');
    const first = (await look(app)).entries.find(({ path }) => path.startsWith('/sessions?'));
    const original = api.requests.findLast(({ path }) => path.includes('/sessions?'));
    const sent = await again(first?.id ?? 0);
    expect(sent).toMatchObject({
      cause: 'sent-again',
      status: 200,
      path: first?.path,
      failure: null,
      attempt: 1,
    });
    expect(sent.id).toBeGreaterThan(first?.id ?? Infinity);
    const { method, path, body, headers } = api.requests.at(-1) ?? {};
    expect({ method, path, body }).toEqual({ method: 'GET', path: original?.path, body: '' });
    expect(headers?.['authorization']).toBe(original?.headers['authorization']);
    expect((await look(app)).entries[0]).toEqual(sent);
  });

  test('gives back a failure as its entry, and does not repeat it by itself', async () => {
    const { app, again, api } = await stage('vault');
    api.behaviour.faults.push({ kind: 'status-503', operation: '*', times: 10 });
    const before = api.requests.length;
    const sent = await again((await look(app)).entries[0]?.id ?? 0);
    expect(sent).toMatchObject({ cause: 'sent-again', status: 503, failure: { code: 'server-fault' } });
    expect(api.requests.length).toBe(before + 1);
  });

  test.each(
    operations
      .filter(({ reads, name }) => !reads || name === 'verify_session')
      .map(({ api, name }) => [api, name]),
  )('is refused for what does more than read: %s %s', async (id, name) => {
    const { app, subject, again, api } = await stage(id);
    const operation = operations.find((one) => one.api === id && one.name === name);
    await operation?.run(subject);
    const { entries } = await look(app, { connectionId: subject.connectionId });
    const done = entries.find(({ method }) => method === operation?.method);
    const before = api.requests.length;
    expect(await failureOf(again(done?.id ?? 0))).toMatchObject({
      code: 'invalid',
      tried: 'timeline.sendAgain',
    });
    expect(api.requests.length).toBe(before);
  });

  test('is refused where a header held the session, as with nextAuth', async () => {
    const { app, subject, again, api } = await stage('nextauth');
    const { entries } = await look(app, { connectionId: subject.connectionId });
    const before = api.requests.length;
    for (const { id } of entries) expect(await failureOf(again(id))).toMatchObject({ code: 'invalid' });
    expect(entries.length).toBeGreaterThan(0);
    expect(api.requests.length).toBe(before);
  });

  test('is refused for what is no longer kept, and fails where there is no connection or key any more', async () => {
    const { app, subject, again } = await stage('clerk');
    expect(await failureOf(again(123_456))).toMatchObject({ code: 'not-found' });
    const id = (await look(app)).entries[0]?.id ?? 0;
    await app.bridge('keys.forget', { connectionId: subject.connectionId });
    expect(await failureOf(again(id))).toMatchObject({ code: 'no-key' });
    await app.bridge('connections.remove', { connectionId: subject.connectionId });
    expect(await failureOf(again(id))).toMatchObject({ code: 'not-found' });
  });
});
