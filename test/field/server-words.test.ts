import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../support/host.ts';
import { json, openField, type Field, type FieldApi } from '../support/field.ts';
import { apis, problem, tryWords } from './words.ts';

// Kind 7: what went wrong, in the server's words; where they are about a field: server-words-by-field.test.ts. How to add
// a row: docs/field.md.

const said = 'limit must not be greater than 20';
const plain = { 'content-type': 'text/plain; charset=utf-8' };

tryWords([
  ['variation', '{error, message}', { error: 'limit_too_large', message: said }, `limit_too_large: ${said}`],
  ['variation', 'message only', { message: said }, said],
  ['variation', 'error as a text', { error: said }, said],
  ['variation', 'error as an object', { error: { message: said } }, said],
  [
    'variation',
    'problem+json',
    { type: 'about:blank', title: 'Bad Request', detail: said, status: 400 },
    said,
    problem,
  ],
  ['variation', 'problem+json without detail', { title: said, status: 400 }, said, problem],
  [
    'variation',
    'ASP.NET’s errors by field',
    { title: 'One or more validation errors', errors: { limit: [said] } },
    `limit: ${said}`,
    problem,
  ],
  [
    'variation',
    'class-validator objects',
    { statusCode: 400, message: [{ property: 'limit', constraints: { max: said } }], error: 'Bad Request' },
    said,
  ],
  [
    'variation',
    'class-validator children',
    { message: [{ property: 'page', children: [{ property: 'limit', constraints: { max: said } }] }] },
    said,
  ],
  ['variation', 'errors as texts', { errors: [said] }, said],
  ['variation', 'errors as objects', { errors: [{ message: said, path: ['query', 'limit'] }] }, said],
  ['variation', 'FastAPI', { detail: [{ loc: ['query', 'limit'], msg: said, type: 'value_error' }] }, said],
  ['variation', 'OAuth', { error: 'invalid_request', error_description: said }, `invalid_request: ${said}`],
  ['variation', 'a list', [{ message: said }], said],
  ['variation', 'plain text', said, said, plain],
  [
    'variation',
    'Spring',
    { timestamp: '2026-11-28', status: 400, error: 'Bad Request', path: '/x', message: said },
    said,
  ],
  [
    'kolide/fleet#724',
    'an error of no field',
    {
      message: 'Authentication Failed',
      errors: [{ name: 'base', reason: 'username or email and password do not match' }],
    },
    'username or email and password do not match',
  ],
  [
    'getlago/lago-api#2287',
    'error_details by field',
    {
      status: 422,
      error: 'Unprocessable Entity',
      code: 'validation_errors',
      error_details: { base: ['stripe_error'] },
    },
    'stripe_error',
    {},
    422,
  ],
  [
    'getlago/lago-api#2287',
    'error_details as a text',
    {
      status: 422,
      error: 'Unprocessable Entity',
      code: 'stripe_error',
      error_details: 'stripe_error: Invalid email address: potato',
    },
    'Invalid email address: potato',
    {},
    422,
  ],
  [
    'mui/toolpad#1570',
    'Stripe',
    {
      error: {
        message: 'This property cannot be expanded (payment_intent).',
        type: 'invalid_request_error',
      },
    },
    'This property cannot be expanded (payment_intent).',
  ],
  [
    'mathesar-foundation/mathesar#560',
    'details that are no words',
    {
      message: 'This is an error message.',
      error_code: '2045',
      field: 'name',
      details: { failed_ids: [1, 2, 3, 4] },
    },
    'This is an error message.',
  ],
  [
    'ardatan/graphql-mesh#1453',
    'JSON:API',
    {
      errors: [
        { status: 422, source: 'email', title: 'Validation Error', detail: 'The email field is required.' },
      ],
    },
    'The email field is required.',
    {},
    422,
  ],
  [
    'IBM/openapi-to-graphql#115',
    'names of its own',
    {
      meta: {},
      links: [],
      validation_result: [{ member_names: ['id'], error_message: "Product '1' not found." }],
    },
    "Product '1' not found.",
    {},
    404,
  ],
  [
    'aws/chalice#12',
    'AWS gateway',
    { message: 'Missing Authentication Token' },
    'Missing Authentication Token',
    { 'x-amzn-ErrorType': 'MissingAuthenticationTokenException' },
    403,
  ],
  [
    'common-voice/common-voice#1599',
    'AWS gateway, XML',
    '<MissingAuthenticationTokenException>\n  <Message>Missing Authentication Token</Message>\n</MissingAuthenticationTokenException>\n',
    'Missing Authentication Token',
    { 'content-type': 'application/xml' },
    403,
  ],
  [
    'shieldproject/shield#446',
    'Go',
    { error: "SHIELD API endpoint `GET /v2/auth/login' not found" },
    "SHIELD API endpoint `GET /v2/auth/login' not found",
    {},
    404,
  ],
  [
    'variation',
    'S3, XML',
    '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access &quot;denied&quot; &amp; logged</Message></Error>',
    'AccessDenied: Access "denied" & logged',
    { 'content-type': 'text/xml; charset=utf-8' },
    403,
  ],
  [
    'variation',
    'JSON as text/plain',
    { error: { message: said } },
    said,
    { 'content-type': 'text/plain; charset=utf-8' },
  ],
  ['variation', 'text that only begins like JSON', `[limit] ${said}`, `[limit] ${said}`, plain],
  ['variation', 'an error’s own name', { name: 'ValidationError', message: said }, said],
]);

let field: Field;
beforeAll(async () => {
  field = await openField();
});
afterAll(() => field.close());

// A refusal that names nothing: nobody is told to correct what is named.
test.each<[source: string, body: unknown, status: number]>([
  [
    'spring-projects/spring-boot#21469',
    {
      timestamp: '2020-05-15T11:00:34.384+00:00',
      status: 422,
      error: 'Unprocessable Entity',
      message: '',
      path: '/failure',
    },
    422,
  ],
  [
    'spring-projects/spring-boot#26589',
    {
      timestamp: '2021-05-18T14:13:17.334+00:00',
      path: '/register',
      status: 400,
      error: 'Bad Request',
      message: '',
      requestId: 'd9da178b-2',
    },
    400,
  ],
  [
    'Sage/sageone_api_php_sample#20',
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN""http://www.w3.org/TR/html4/strict.dtd">\r\n<HTML><HEAD><TITLE>Bad Request</TITLE>\r\n<META HTTP-EQUIV="Content-Type" Content="text/html; charset=us-ascii"></HEAD>\r\n<BODY><h2>Bad Request</h2>\r\n<hr><p>HTTP Error 400. The request is badly formed.</p>\r\n</BODY></HTML>',
    400,
  ],
  [
    'dotnet/aspnetcore#41634',
    {
      type: 'https://tools.ietf.org/html/rfc7231#section-6.5.1',
      title: 'One or more validation errors occurred.',
      status: 400,
    },
    400,
  ],
])('%s: %j names nothing', async (_, body, status) => {
  for (const api of apis) {
    const headers = typeof body === 'string' ? { 'content-type': 'text/html' } : {};
    const failed = await failureOf(field.list(api, json(body, status, headers)));
    expect(failed.got).toMatch(/\w/);
    expect(failed.got).not.toMatch(/[<>]|:\s*$/);
    expect(failed).toMatchObject({ code: 'refused', next: 'report' });
  }
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
