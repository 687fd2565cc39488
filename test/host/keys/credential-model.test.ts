import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adapters } from '../../../electron/adapters/index.ts';
import { applied, type CredentialChange } from '../../../electron/host/keys/credential-changes.ts';
import { cookiesIn } from '../../../electron/host/keys/cookie-changes.ts';
import { readCredential, writeCredential, type Credential } from '../../../electron/host/keys/credential.ts';
import type { Credentials } from '../../../electron/host/keys/credentials.ts';
import { heldKeys } from '../../../electron/host/keys/held-keys.ts';
import { changesToPut } from '../../../electron/host/keys/key-input.ts';
import { memoryKeys, type KeyStore } from '../../../electron/host/keys/keys.ts';
import { credentialsIn } from '../../../electron/host/connections/realm.ts';
import { splitKeys } from '../../../electron/host/keys/split-keys.ts';
import type { SignInRecord } from '../../../electron/host/sign-in/record.ts';
import { ModelKey, plainOf, type Plain } from './model-key.ts';

// Operations and people change one key at the same time, over a keychain that answers in any order: nothing that was
// added is ever missing, and nothing comes back that was removed or forgotten.

const baseUrl = 'https://api.example.com';
const place = (id: string) => ({ id, baseUrl });
const apis = [...adapters.keys()];

/** What happens to the key of one API. `operation` counts the operations that are under way. */
type Step = { api: string } & (
  | { act: 'put'; field: number; value: number; inMemory: boolean }
  | { act: 'begin' }
  | { act: 'change'; operation: number; change: CredentialChange; asked: boolean }
  | { act: 'save' }
  | { act: 'forget' }
);

const signIn = (id: string): SignInRecord => ({
  ...{
    id,
    way: 'qr',
    at: 1,
    fresh: true,
    expected: null,
    sent: 'yes',
    loggedOut: false,
    by: null,
    other: null,
  },
});
const number = fc.nat(5);
const change: fc.Arbitrary<CredentialChange> = fc.oneof(
  number.map((n) => ({ kind: 'keep-handle' as const, handle: `nonce-${n}`, createdAt: n })),
  number.map((n) => ({ kind: 'begin-sign-in' as const, handle: `nonce-${n}`, signIn: signIn(`${n}`) })),
  number.map((n) => ({
    kind: 'note-sign-in' as const,
    id: `${n}`,
    parts: { by: { userId: `user-${n}`, accountId: null } },
  })),
  number.map((n) => ({ kind: 'drop-sign-in' as const, id: `${n}` })),
  fc.tuple(number, number).map(([n, value]) => ({ kind: 'set-cookie' as const, cookie: cookie(n, value) })),
  number.map((n) => ({ kind: 'remove-cookie' as const, cookie: cookie(n, 0) })),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    api: fc.constantFrom(...apis),
    act: fc.constant('put' as const),
    field: number,
    value: number,
    inMemory: fc.boolean(),
  }),
  { arbitrary: fc.record({ api: fc.constantFrom(...apis), act: fc.constant('begin' as const) }), weight: 3 },
  {
    arbitrary: fc.record({
      api: fc.constantFrom(...apis),
      act: fc.constant('change' as const),
      operation: number,
      change,
      asked: fc.boolean(),
    }),
    weight: 8,
  },
  fc.record({ api: fc.constantFrom(...apis), act: fc.constantFrom('save' as const, 'forget' as const) }),
);

function cookie(name: number, value: number) {
  return { key: `c${name}`, value: `v${value}`, domain: 'api.example.com', path: '/' };
}

/** What a person enters into one of the fields that the API has. */
function entered(api: string, field: number, value: number): CredentialChange[] {
  const adapter = adapters.get(api) ?? expect.unreachable();
  const name = adapter.secrets[field % adapter.secrets.length]?.name ?? '';
  const text = name === 'cookies' ? `session_token_multi-t${value}=t${value}.signature` : `entered-${value}`;
  return changesToPut(adapter, { baseUrl, settings: {} }, { [name]: text });
}

interface Ground {
  credentials: Credentials;
  /** What is kept now, in memory and in the keychain. */
  kept(id: string): Promise<{ memory: Plain | null; saved: Plain | null }>;
}

/** The keys of a person over a keychain whose every answer the scheduler may hold back. */
function groundOn(scheduler: fc.Scheduler, limit: number | null): Ground {
  const inside = memoryKeys();
  const slow = (work: () => Promise<unknown>) => scheduler.schedule(Promise.resolve()).then(work);
  const keychain: KeyStore = {
    kind: 'keychain',
    read: (id) => slow(() => inside.read(id)) as Promise<string | null>,
    write: (id, value) => slow(() => inside.write(id, value)) as Promise<void>,
    remove: (id) => slow(() => inside.remove(id)) as Promise<void>,
  };
  const fields = new Map<string, string[]>();
  const keys = heldKeys({ state: 'ready', keys: limit === null ? keychain : splitKeys(keychain, limit) });
  const credentials = credentialsIn(keys, {
    keyFields: (id) => fields.get(id) ?? [],
    setKeyFields: (id, names) => void fields.set(id, names),
    isKeyInMemory: () => false,
    setKeyInMemory: () => undefined,
    orphans: () => [],
    addOrphan: () => undefined,
    orphanGone: () => undefined,
  });
  return {
    credentials,
    async kept(id) {
      const saved = await (limit === null ? inside : splitKeys(inside, limit)).read(id);
      const memory = keys.holds(id) ? await keys.read(id) : null;
      return { memory: plainOf(memory), saved: plainOf(saved) };
    },
  };
}

/** Does all steps without waiting for any of them, while the scheduler answers; then compares with the model. */
async function play(scheduler: fc.Scheduler, steps: Step[], { credentials, kept }: Ground): Promise<void> {
  const models = new Map(apis.map((api) => [api, new ModelKey()]));
  const operations: {
    api: string;
    since: Promise<Credential>;
    age: { changed: number; forgotten: number };
  }[] = [];
  const work: Promise<unknown>[] = [];
  for (const each of steps) {
    const model = models.get(each.api) ?? expect.unreachable();
    if (each.act === 'put') {
      const changes = entered(each.api, each.field, each.value);
      model.put(changes, each.inMemory);
      work.push(credentials.put(place(each.api), changes, each.inMemory));
    } else if (each.act === 'begin') {
      const { changed, forgotten } = model;
      const since = credentials.read(place(each.api));
      operations.push({ api: each.api, since, age: { changed, forgotten } });
      work.push(since);
    } else if (each.act === 'change') {
      const own = operations.filter(({ api }) => api === each.api);
      const operation = own[each.operation % Math.max(1, own.length)];
      if (!operation) continue;
      const since = await scheduler.waitFor(operation.since);
      model.change(each.change, operation.age, each.asked);
      work.push(credentials.change(place(each.api), [each.change], since, each.asked));
    } else {
      model[each.act]();
      work.push(each.act === 'save' ? credentials.save(place(each.api)) : credentials.forget(each.api));
    }
  }
  await scheduler.waitFor(Promise.all(work));
  for (const [api, { memory, saved }] of models)
    expect({ api, ...(await scheduler.waitFor(kept(api))) }).toEqual({ api, memory, saved });
}

function claim(groundFor: (scheduler: fc.Scheduler) => Ground) {
  const steps = fc.array(step, { minLength: 1, maxLength: 40 });
  return fc.asyncProperty(fc.scheduler(), steps, (scheduler, given) =>
    play(scheduler, given, groundFor(scheduler)),
  );
}

describe('the keys of five APIs, changed by many at once', () => {
  test.each([
    ['each in one item', null],
    ['split over several items, as on Windows', 200],
  ])('hold what the calls add up to, in their order: %s', async (_, limit) => {
    await fc.assert(
      claim((scheduler) => groundOn(scheduler, limit)),
      { numRuns: 300 },
    );
  });

  test('an operation that writes back its own copy is noticed', async () => {
    const result = await fc.check(
      claim((scheduler) => {
        const ground = groundOn(scheduler, null);
        const own = ground.credentials;
        const change: Credentials['change'] = async ({ id, baseUrl: url }, changes, since) => {
          const copy = applied(since, changes);
          await own.forget(id);
          await own.put({ id, baseUrl: url }, rebuilt(copy), false);
          return true;
        };
        return { ...ground, credentials: { ...own, change } };
      }),
      { numRuns: 300 },
    );
    expect(result.failed).toBe(true);
  });
});

/** Changes that make a copy of a key out of nothing. */
function rebuilt(copy: Credential): CredentialChange[] {
  const { secrets, jar, handles } = readCredential(writeCredential(copy));
  return [
    ...Object.entries(secrets).map(([name, value]): CredentialChange => ({
      kind: 'set-secret',
      name,
      value,
    })),
    ...cookiesIn(jar).map((one): CredentialChange => ({ kind: 'set-cookie', cookie: one })),
    ...handles.map(({ handle }): CredentialChange => ({ kind: 'keep-handle', handle, createdAt: null })),
  ];
}
