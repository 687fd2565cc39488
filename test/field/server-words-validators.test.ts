import { tryWords } from './words.ts';

// Kind 7: what went wrong, in the words of FastAPI, class-validator and zod. How to add a row: docs/field.md.

tryWords([
  // FastAPI: a message without the name of its field helps nobody.
  [
    'rossoctl/rossoctl#1617',
    'FastAPI, a field left out',
    { detail: [{ type: 'missing', loc: ['body', 'namespace'], msg: 'Field required' }] },
    'namespace: Field required',
    {},
    422,
  ],
  [
    'Fergana-Labs/stash#78',
    'FastAPI, a text too short',
    {
      detail: [
        {
          type: 'string_too_short',
          loc: ['body', 'password'],
          msg: 'String should have at least 8 characters',
        },
      ],
    },
    'password: String should have at least 8 characters',
    {},
    422,
  ],
  [
    'superduper-io/superduper#376',
    'FastAPI, several fields',
    {
      detail: [
        { loc: ['body', 'r'], msg: 'field required', type: 'value_error.missing' },
        { loc: ['body', 'vector_index'], msg: 'field required', type: 'value_error.missing' },
        {
          loc: ['body', 'type_id'],
          msg: "unexpected value; permitted: 'mongdb.PostLike'",
          type: 'value_error.const',
          ctx: { given: 'mongdb.FindOne', permitted: ['mongdb.PostLike'] },
        },
      ],
    },
    [
      'r: field required',
      'vector_index: field required',
      "type_id: unexpected value; permitted: 'mongdb.PostLike'",
    ],
    {},
    422,
  ],
  [
    'litestar-org/starlite-jwt#16',
    'Starlite',
    { status_code: 401, detail: 'Invalid token' },
    'Invalid token',
    {},
    401,
  ],
  [
    'paperclipai/paperclip#13583',
    'zod’s issues as details',
    {
      error: 'Validation error',
      details: [
        {
          code: 'invalid_literal',
          expected: 1,
          path: ['version'],
          message: 'Invalid literal value, expected 1',
        },
      ],
    },
    'version: Invalid literal value, expected 1',
  ],
  [
    'firecrawl/firecrawl#4383',
    'zod’s issues behind Bad Request',
    {
      success: false,
      code: 'BAD_REQUEST',
      error: 'Bad Request',
      details: [
        {
          code: 'invalid_type',
          path: ['targets', 0, 'urls'],
          message: 'expected array, received undefined',
        },
      ],
    },
    'targets.0.urls: expected array, received undefined',
  ],
  [
    'IdoPesok/zsa#146',
    'zod’s errors, flattened',
    { formErrors: [], fieldErrors: { form: ['A valid email address is required'] } },
    'form: A valid email address is required',
  ],
  [
    'variation',
    'FastAPI, a field in a list',
    {
      detail: [
        { loc: ['body', 'items', 0, 'price'], msg: 'Input should be a valid number', type: 'float_type' },
      ],
    },
    'items.0.price: Input should be a valid number',
    {},
    422,
  ],
  [
    'variation',
    'zod’s errors, formatted',
    { _errors: [], email: { _errors: ['Invalid email'] }, age: { _errors: ['Required'] } },
    ['email: Invalid email', 'age: Required'],
  ],
  // class-validator.
  [
    'nestjs/nest#1622',
    'class-validator, a list alone',
    [{ target: {}, property: 'email', children: [], constraints: { isEmail: 'email must be an email' } }],
    'email must be an email',
  ],
  [
    'typestack/class-validator#842',
    'class-validator, texts',
    {
      statusCode: 400,
      message: ['title should not be empty', 'description should not be empty'],
      error: 'Bad Request',
    },
    ['title should not be empty', 'description should not be empty'],
  ],
  [
    'typestack/class-validator#618',
    'class-validator, one text',
    {
      statusCode: 400,
      message: 'name should not be null or undefined;name must be a string;gender must be a valid enum value',
    },
    ['name must be a string', 'gender must be a valid enum value'],
  ],
]);
