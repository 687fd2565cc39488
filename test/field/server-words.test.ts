import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../support/host.ts';
import { json, openField, type Field, type FieldApi } from '../support/field.ts';

// Kind 7: what went wrong, in the server's words. How to add a row: docs/field.md.

let field: Field;
beforeAll(async () => {
  field = await openField();
});
afterAll(() => field.close());

const apis: FieldApi[] = ['better-auth', 'nest-sessions', 'vault', 'nextauth', 'clerk'];
const said = 'limit must not be greater than 20';
const problem = { 'content-type': 'application/problem+json' };
const plain = { 'content-type': 'text/plain; charset=utf-8' };

const rows: [what: string, body: unknown, shown: string, headers?: Record<string, string>][] = [
  ['{error, message}', { error: 'limit_too_large', message: said }, `limit_too_large: ${said}`],
  ['message only', { message: said }, said],
  ['error as a text', { error: said }, said],
  ['error as an object', { error: { message: said } }, said],
  ['problem+json', { type: 'about:blank', title: 'Bad Request', detail: said, status: 400 }, said, problem],
  ['problem+json without detail', { title: said, status: 400 }, said, problem],
  [
    'ASP.NET’s errors by field',
    { title: 'One or more validation errors', errors: { limit: [said] } },
    `limit: ${said}`,
    problem,
  ],
  [
    'class-validator objects',
    { statusCode: 400, message: [{ property: 'limit', constraints: { max: said } }], error: 'Bad Request' },
    said,
  ],
  [
    'class-validator children',
    { message: [{ property: 'page', children: [{ property: 'limit', constraints: { max: said } }] }] },
    said,
  ],
  ['errors as texts', { errors: [said] }, said],
  ['errors as objects', { errors: [{ message: said, path: ['query', 'limit'] }] }, said],
  ['FastAPI', { detail: [{ loc: ['query', 'limit'], msg: said, type: 'value_error' }] }, said],
  ['OAuth', { error: 'invalid_request', error_description: said }, `invalid_request: ${said}`],
  ['a list', [{ message: said }], said],
  ['plain text', said, said, plain],
  ['Spring', { timestamp: '2026-11-28', status: 400, error: 'Bad Request', path: '/x', message: said }, said],
];

test.each(
  rows.flatMap(([what, body, shown, headers]) => apis.map((api) => ({ what, body, shown, headers, api }))),
)('variation: $api, $what', async ({ api, body, shown, headers }) => {
  const failed = await failureOf(field.list(api, json(body, 400, headers)));
  expect(failed.got).toContain(shown);
  expect(failed).toMatchObject({ code: 'refused', next: 'correct-input' });
});

test.each(
  apis.flatMap((api) => ['', '<!doctype html><h1>400</h1>', '{}', '[]'].map((body) => ({ api, body }))),
)('$api: a refusal without a word, $body, does not ask to correct what is named', async ({ api, body }) => {
  const headers = body.startsWith('<') ? { 'content-type': 'text/html' } : {};
  const failed = await failureOf(field.list(api, json(body, 400, headers)));
  expect(failed).toMatchObject({ got: '400', next: 'report' });
});

test.each<FieldApi>(['better-auth', 'nest-sessions', 'vault', 'nextauth', 'clerk'])(
  '%s: words hold no line break and no page',
  async (api) => {
    const failed = await failureOf(field.list(api, json({ message: `a\u202eb\n${'x'.repeat(5000)}` }, 400)));
    expect(failed.got.length).toBeLessThan(400);
    expect(failed.got).not.toMatch(/[\u202e\n]/);
  },
);
