import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkOut, isLarge } from '../../electron/bridge/crossing/check-out.ts';
import { mapInSlices, undivided, type Slices } from '../../electron/bridge/crossing/slices.ts';
import { jsonPieces } from '../../electron/host/work/json-pieces.ts';
import { shownLimit, shownSession } from '../../electron/host/lists/shown-session.ts';

/** Slices that are due after so many items, and how often another turn was taken. */
function counted(every: number): { slices: Slices; turns: () => number } {
  let items = 0;
  let turns = 0;
  return {
    slices: {
      isDue: () => (items += 1) % every === 0,
      next: async () => void (turns += 1),
    },
    turns: () => turns,
  };
}

async function written(value: unknown): Promise<string> {
  let text = '';
  for await (const piece of jsonPieces(value)) text += piece;
  return text;
}

const numbers = (many: number) => Array.from({ length: many }, (_, nth) => nth);

test('all of a large piece of work is done, in their order, in as many turns as it takes', async () => {
  const { slices, turns } = counted(100);
  expect(await mapInSlices(numbers(1000), slices, (one) => one * 2)).toEqual(
    numbers(1000).map((one) => one * 2),
  );
  expect(turns()).toBe(10);
});

describe('a reply', () => {
  const Page = z.object({ name: z.string(), rows: z.array(z.object({ id: z.string() })) });
  const Report = z.object({ verdict: z.string(), page: Page.nullable() });
  const scrub = <Data>(data: Data): Data =>
    JSON.parse(JSON.stringify(data).replaceAll('secret', '[redacted]')) as Data;
  const page = (many: number, id = (nth: number) => `row ${nth}`) => ({
    name: 'secret',
    rows: numbers(many).map((nth) => ({ id: id(nth), more: 'left out' })),
  });

  test.each([3, 1000])('of %i rows is checked and scrubbed as a whole one is', async (many) => {
    const { slices, turns } = counted(100);
    for (const [schema, value] of [
      [Page, page(many, (nth) => `${nth} secret`)],
      [Report, { verdict: 'a secret', page: page(many) }],
      [Report, { verdict: 'a', page: null }],
    ] as const)
      expect(await checkOut(schema, value, scrub, slices)).toEqual(scrub(schema.parse(value)));
    expect(turns() > 0).toBe(many > 20);
  });

  test.each([
    ['a row', { name: 'a', rows: [...page(500).rows, { id: 7 }] }],
    ['a field beside them', { name: 7, rows: page(500).rows }],
    ['a field that is missing', { rows: page(500).rows }],
  ])('that has something wrong in %s is refused, however large it is', async (_, value) => {
    await expect(checkOut(Page, value, scrub, undivided)).rejects.toThrow(z.ZodError);
  });
});

describe('a value as JSON, in pieces', () => {
  test('is what it is at once', async () => {
    const item = fc.jsonValue({ maxDepth: 2 });
    const rows = fc.array(item, { minLength: 201, maxLength: 300 });
    const value = fc.oneof(item, rows, fc.record({ ok: item, value: fc.record({ rows, more: item }) }));
    const claim = fc.asyncProperty(value, async (one) => {
      expect(await written(one)).toBe(JSON.stringify(one));
    });
    await fc.assert(claim, { numRuns: 50, seed: 20_261_121 });
  });

  test('leaves out what JSON leaves out', async () => {
    const value = { a: undefined, rows: [...numbers(300), undefined], b: 1 };
    expect(isLarge(value)).toBe(true);
    expect(await written(value)).toBe(JSON.stringify(value));
  });
});

describe('a session that is shown', () => {
  const row = {
    ...{ id: 'row', connectionId: 'one', nativeId: 'n', user: { id: null, name: null, email: null } },
    ...{ device: null, userAgent: null, ip: null, city: null, country: null, createdAt: null },
    ...{ lastActiveAt: null, expiresAt: null, status: 'active' as const, statusGiven: null },
    ...{ current: null, impersonatedBy: null, extra: {} },
  };
  const hides = (secret: string) => {
    const scrub = <Data>(data: Data): Data =>
      JSON.parse(JSON.stringify(data).replaceAll(secret, '[redacted]')) as Data;
    return { scrub, scrubKept: scrub };
  };

  test('has its texts cut to 4,096 characters, and not between the halves of one', () => {
    const extra = { short: 'a'.repeat(4096), long: 'a'.repeat(4097), pair: `${'a'.repeat(4095)}😀` };
    const shown = shownSession(hides('none'), { ...row, extra });
    expect(shown.extra).toEqual({
      short: extra.short,
      long: `${'a'.repeat(4096)}…`,
      pair: `${'a'.repeat(4095)}…`,
    });
  });

  test('has no part of a secret that stands where its text is cut', () => {
    const secret = 'a-secret-of-the-test';
    for (let before = 4070; before < 4100; before += 1) {
      const city = `${'x'.repeat(before)}${secret}${'y'.repeat(10_000)}`;
      const shown = shownSession(hides(secret), { ...row, city });
      expect(shown.city?.replaceAll(/x+|y+|…/g, '')).not.toContain('a-sec');
    }
  });

  test('and so has the warning beside its list: the list is kept longer than its key is known', () => {
    const secret = 'a-secret-of-the-test';
    const limit = { used: 1, most: 2, state: null };
    const warned = (warning: string) => shownLimit(hides(secret), { ...limit, warning }).warning;
    expect(warned(`about ${secret}`)).toBe('about [redacted]');
    expect(warned(`${'x'.repeat(4090)}${secret}`)).not.toContain('a-sec');
    expect(warned('x'.repeat(5000))).toBe(`${'x'.repeat(4096)}…`);
    expect(shownLimit(hides(secret), { ...limit, warning: null })).toEqual({ ...limit, warning: null });
  });
});
