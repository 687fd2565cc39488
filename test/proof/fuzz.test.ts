import { describe, expect, test } from 'vitest';
import { Canary, sixteenForms } from './fuzz/canary.ts';
import { isClean, legNames, linesOf, noFigures } from './fuzz/figures.ts';
import { runLeg } from './fuzz/index.ts';
import { mutateJson } from './fuzz/inputs/mutate-json.ts';
import { randomFor } from '../../mock-server/random.ts';

const seed = 4711;

describe('npm run fuzz', () => {
  test.each(legNames)(
    '%s: nothing crashes, hangs, throws where nobody listens, leaks or goes wrong',
    async (leg) => {
      const figures = await runLeg({ leg, n: 100, seconds: 60, seed });
      expect(isClean(figures), linesOf(figures).join('\n')).toBe(true);
      expect(figures.n).toBeGreaterThan(50);
      expect(Object.keys(figures.outcomes).length).toBeGreaterThan(1);
    },
  );
});

describe('negative control: a leg that goes wrong is found out', () => {
  test.each([
    ['crash', { crashes: 1 }],
    ['all else', { uncaught: 2, hangs: 1, hits: 2, ours: 1, wrong: 1 }],
  ] as const)('%s', async (sabotage, found) => {
    const figures = await runLeg({ leg: 'calls', n: 1, seconds: 10, seed, sabotage });
    expect(figures).toMatchObject({ ...found, seed });
    expect(isClean(figures)).toBe(false);
    expect(linesOf(figures)).toContainEqual(expect.stringMatching(/^found: /));
  });
});

describe('what fuzz looks for and with', () => {
  test('a secret is found in each of sixteen forms, wherever it stands', () => {
    const secret = 'sk_test_"a<b>&c\'/d+e=f%g 8f3b21';
    const canary = new Canary([secret]);
    expect(sixteenForms(secret)).toHaveLength(16);
    for (const form of sixteenForms(secret)) expect(canary.formIn(`xy${form}z`)).not.toBeNull();
    for (const before of ['', 'x', 'xy'])
      expect(canary.formIn(Buffer.from(`${before}${secret}zz`).toString('base64'))).not.toBeNull();
    expect(canary.formIn('sk_test_ and nothing of it')).toBeNull();
  });

  test('the same seed mutates in the same way, and hardly ever leaves a value as it was', () => {
    const value = { sessions: [{ id: 'a', at: 1 }, { id: 'b' }], total: 2 };
    const mutated = (name: string) => {
      const random = randomFor(name);
      return Array.from({ length: 300 }, () => mutateJson(value, random));
    };
    expect(mutated('one')).toEqual(mutated('one'));
    expect(mutated('one')).not.toEqual(mutated('two'));
    const same = mutated('one').filter((text) => text === JSON.stringify(value));
    expect(same.length).toBeLessThan(30);
    expect(value).toEqual({ sessions: [{ id: 'a', at: 1 }, { id: 'b' }], total: 2 });
  });

  test('a leg with one thing wrong is not clean', () => {
    const figures = noFigures('calls', seed);
    expect(isClean(figures)).toBe(true);
    for (const name of ['crashes', 'uncaught', 'hangs', 'ours', 'wrong', 'hits'] as const)
      expect(isClean({ ...figures, [name]: 1 })).toBe(false);
  });
});
