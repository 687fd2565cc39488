import { describe, expect, test } from 'vitest';
import type { Api, ApiRequest } from '../../electron/adapters/adapter.ts';
import { adapters } from '../../electron/adapters/index.ts';
import { Deadline } from '../../electron/host/http/deadline.ts';
import type { RetryKind } from '../../electron/host/http/retry.ts';
import { openApi } from '../../electron/host/http/wire.ts';
import { countingServer } from '../support/servers/counting-server.ts';
import { failureOf, patient } from '../support/host.ts';
import { reply } from '../support/servers/raw-server.ts';
import { clerkAt, testWire } from '../support/servers/wire.ts';

/** What every call of every adapter does, as far as it may be repeated. */
const declared: Record<string, Record<string, RetryKind>> = {
  'better-auth': { list: 'read', readBack: 'read', switch: 'once', end: 'absorbing', signIn: 'once' },
  'nest-sessions': { list: 'read', count: 'read', end: 'absorbing', endAll: 'absorbing', verify: 'read' },
  vault: { list: 'read', end: 'absorbing', endAll: 'absorbing' },
  nextauth: { list: 'read', get: 'read', end: 'absorbing', loginStatus: 'read', qr: 'read', push: 'once' },
  clerk: { list: 'read', readBack: 'read', get: 'read', end: 'absorbing', verify: 'read', mint: 'once' },
};

describe('what each call of an API may have done to it', () => {
  const filters = { userId: 'user' };
  const calls: Record<string, (api: Api, adapter: NonNullable<ReturnType<typeof adapters.get>>) => unknown> =
    {
      list: (api, adapter) => adapter.list?.(api, filters),
      readBack: (api, adapter) => adapter.readBack?.(api, ['token.signature'], filters),
      count: (api, adapter) => adapter.count?.(api),
      get: (api, adapter) => adapter.get?.(api, 'handle'),
      end: (api, adapter) => adapter.end?.(api, 'handle'),
      endAll: (api, adapter) => adapter.endAll?.(api),
      switch: (api, adapter) => adapter.switch?.(api, 'handle'),
      verify: (api, adapter) => adapter.verify?.(api, 'handle', 'token'),
      mint: (api, adapter) => adapter.mint?.(api, 'handle', 'template', null),
      signIn: (api, adapter) => adapter.signIn?.(api, 'a@b.c', 'password'),
      loginStatus: (api, adapter) => adapter.loginStatus?.(api, 'handle'),
      qr: (api, adapter) => adapter.qr?.(api, 'handle', { png: null, context: null }),
      push: (api, adapter) =>
        adapter.push?.(api, 'handle', { kind: 'session' }, { ip: '', userAgent: '', info: {}, logo: null }),
    };

  test.each([...adapters])('%s', async (id, adapter) => {
    const { baseUrl, asked } = await countingServer(
      (socket) => void socket.write(reply('502 Status', {}, '')),
    );
    const found: Record<string, RetryKind> = {};
    for (const [name, call] of Object.entries(calls)) {
      const deadline = new Deadline(patient);
      let first: ApiRequest<unknown> | undefined;
      const opened = openApi(
        { ...clerkAt(baseUrl, 'sk_test_canary'), adapter, handles: [{ handle: 'h', createdAt: null }] },
        deadline,
        testWire(),
      );
      const request: Api['request'] = (given) => {
        first ??= given;
        return opened.request(given);
      };
      const before = asked();
      const work = call({ ...opened, settings: { serverId: 'c2VydmVy' }, request }, adapter);
      if (work === undefined) continue;
      await failureOf(work as Promise<unknown>);
      deadline.end();
      const times = asked() - before;
      found[name] = times === 1 ? 'once' : first?.repeat ? 'absorbing' : 'read';
    }
    expect(found).toEqual(declared[id]);
  });
});
