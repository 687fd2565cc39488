import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Matching } from '../../../electron/bridge/calls/revocation.ts';
import { Rows } from '../../../electron/query/rows.ts';
import { vocabularyKeys } from '../../../electron/query/vocabulary.ts';
import { addGivenWords, pageWords } from '../../../renderer/sessions/row/page-words.ts';
import { overwriteGetLocale } from '../../../renderer/messages/compiled/runtime.js';
import { countOf, numbersIn, both } from '../../../electron/query/masks.ts';
import { failureOf, openTestHost, type TestHost } from '../../support/host.ts';
import { anyWords } from '../../support/query/random-sessions.ts';
import { EndingSubject } from './support.ts';

// "All that match" reaches the host as the question, in the words of the page.

let app: TestHost;
let subject: EndingSubject;
beforeEach(async () => {
  app = await openTestHost();
  subject = new EndingSubject(app, 'nest-sessions');
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
});

const now = Date.now();
const asked = (parts: Partial<Matching> = {}): Matching => ({
  ...{ words: '', state: 'all', at: now, except: [], vocabulary: pageWords().vocabulary },
  ...parts,
});
const plan = (matching: Matching, more: { sessionIds?: string[]; scope?: 'matching' | 'others' } = {}) =>
  app.bridge('revocation.plan', { connectionId: subject.connectionId, scope: 'matching', matching, ...more });
const idsOf = (items: { session: { id: string } }[]) => items.map(({ session }) => session.id);

describe.each(['en', 'de'] as const)('in %s the host plans what the page counts', (locale) => {
  test('whatever is asked', async () => {
    overwriteGetLocale(() => locale);
    const rows = new Rows({ ...pageWords().vocabulary }, now);
    const all = await subject.read();
    addGivenWords(rows.vocabulary, all);
    rows.append(all);
    await fc.assert(
      fc.asyncProperty(anyWords, fc.constantFrom('all', 'live' as const), async (words, state) => {
        const question = { words, state } as const;
        const counted = both(rows.matching(question), rows.others);
        const matching = asked({ ...question, vocabulary: { ...rows.vocabulary } });
        if (countOf(counted) === 0) return;
        const { items } = await plan(matching);
        const meant = [...numbersIn(counted)].map((number) => rows.sessions[number]?.id);
        expect(idsOf(items)).toEqual(meant);
      }),
      { numRuns: 25 },
    );
    overwriteGetLocale(() => 'en');
  });
});

test('but for those that were unticked, and with those that were ticked by themselves', async () => {
  const [a = '', b = '', c = ''] = await subject.others();
  const { user } = (await subject.read()).find(({ id }) => id === a) ?? {};
  const words = user?.name ?? '';
  const all = idsOf((await plan(asked({ words }))).items);
  expect(all).toContain(a);
  const other = [b, c].find((id) => !all.includes(id));
  const some = idsOf((await plan(asked({ words, except: [a], also: other ? [other] : [] }))).items);
  expect(some.toSorted()).toEqual([...all.filter((id) => id !== a), ...(other ? [other] : [])].toSorted());
});

test('a question stands in the plan until it is confirmed: what it ends is what was shown', async () => {
  const made = await plan(asked({ words: 'nobody-at-all', also: await subject.others() }));
  const { name = '' } =
    (await app.bridge('connections.list', {})).find(({ id }) => id === subject.connectionId) ?? {};
  const run = await subject.begin(made, { name, reason: 'left' });
  expect(idsOf(run.items)).toEqual(idsOf(made.items));
});

describe('what no page would send is refused, and says why', () => {
  const without = Object.fromEntries(Object.entries(pageWords().vocabulary).slice(1));
  test.each<[string, Partial<Matching>]>([
    ['a vocabulary that lacks a word', { vocabulary: without }],
    [
      'a vocabulary with a key that is none of ours',
      { vocabulary: { ...pageWords().vocabulary, other: 'x' } },
    ],
    [
      'a vocabulary with a key of every object',
      { vocabulary: { ...pageWords().vocabulary, constructor: 'x' } },
    ],
    [
      'a word that is too long',
      { vocabulary: { ...pageWords().vocabulary, 'status.active': 'x'.repeat(201) } },
    ],
    ['a search with a mistake', { words: 'usr:ana' }],
    ['a search with a mistake, negated', { words: 'ana OR -(usr:ana)' }],
    ['a search that is too long', { words: 'x'.repeat(1001) }],
    ['a vocabulary with too many words', { vocabulary: manyWords() }],
  ])('%s', async (_, parts) => {
    expect(await failureOf(plan(asked(parts)))).toMatchObject({ code: 'invalid' });
  });

  test('a search with a mistake, also beside sessions that were ticked by themselves', async () => {
    const failed = await failureOf(plan(asked({ words: 'usr:ana', also: await subject.others() })));
    expect(failed).toMatchObject({
      code: 'invalid',
      field: 'matching',
      got: expect.stringContaining('mistake') as string,
    });
  });

  test('ids that no list has', async () => {
    await subject.read();
    for (const parts of [{ except: ['nobody'] }, { also: ['nobody'] }])
      expect(await failureOf(plan(asked(parts)))).toMatchObject({ code: 'not-found' });
  });

  test('a question beside ids, or in a scope that has none', async () => {
    const sessionIds = await subject.others();
    const failures = [
      await failureOf(plan(asked(), { sessionIds })),
      await failureOf(plan(asked(), { scope: 'others' })),
    ];
    for (const failed of failures) expect(failed).toMatchObject({ code: 'invalid', field: 'matching' });
  });
});

function manyWords(): Record<string, string> {
  const given = Array.from({ length: 120 - vocabularyKeys.length }, (_, at): [string, string] => [
    `given.${at}`,
    'x',
  ]);
  return { ...pageWords().vocabulary, ...Object.fromEntries(given) };
}
