import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../support/host.ts';
import { json, openField, type Field, type FieldApi } from '../support/field.ts';

// How the rows about error bodies are tried: server-words.test.ts and server-words-by-field.test.ts.

export const apis: FieldApi[] = ['better-auth', 'nest-sessions', 'vault', 'nextauth', 'clerk'];
export const problem = { 'content-type': 'application/problem+json' };

/** `shown`: each of these is said. */
export type WordsRow = [
  source: string,
  what: string,
  body: unknown,
  shown: string | string[],
  headers?: Record<string, string>,
  status?: number,
];

/** Tries each row over HTTP, on every API. */
export function tryWords(rows: readonly WordsRow[]): void {
  let field: Field;
  beforeAll(async () => {
    field = await openField();
  });
  afterAll(() => field.close());

  test.each(
    rows.flatMap(([source, what, body, shown, headers, status = 400]) =>
      apis.map((api) => ({ source, what, body, shown, headers, status, api })),
    ),
  )('$source: $api, $what', async ({ api, body, shown, headers, status }) => {
    const failed = await failureOf(field.list(api, json(body, status, headers)));
    for (const words of [shown].flat()) expect(failed.got).toContain(words);
    if (status === 400 || status === 422)
      expect(failed).toMatchObject({ code: 'refused', next: 'correct-input' });
  });
}
