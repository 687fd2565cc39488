import { problem, tryWords } from './words.ts';

// Kind 7: what went wrong, in the server's words, where they are about a field. How to add a row: docs/field.md.

tryWords([
  // Errors by field: ASP.NET, Laravel, Django, zod.
  [
    'dotnet/aspnetcore#57714',
    'ASP.NET, no field of its own',
    {
      type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
      title: 'One or more validation errors occurred.',
      status: 400,
      errors: { $: ['The input was not valid.'], request: ['The request field is required.'] },
      traceId: '00-03b1705be061cd08d86ed334c2f45eba-9e23a09ceaa7eb18-00',
    },
    ['The input was not valid.', 'The request field is required.'],
    problem,
  ],
  [
    'dotnet/aspnetcore#53439',
    'ASP.NET, a path as name',
    {
      type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
      title: 'One or more validation errors occurred.',
      status: 400,
      errors: {
        weatherForecast: ['The weatherForecast field is required.'],
        '$.date': [
          'The JSON value could not be converted to System.DateOnly. Path: $.date | LineNumber: 1 | BytePositionInLine: 11.',
        ],
      },
    },
    ['The weatherForecast field is required.', 'could not be converted to System.DateOnly'],
    problem,
  ],
  [
    'laravel/ideas#1238',
    'Laravel',
    {
      message: 'The given data was invalid.',
      errors: { 'field-1': ['Error 1', 'Error 2'], 'field-2': ['Error 1', 'Error 2'] },
    },
    ['field-1: Error 1', 'field-2: Error 1'],
    {},
    422,
  ],
  [
    'spatie/form-backend-validation#17',
    'Laravel 5.5',
    {
      message: 'The given data failed to pass validation.',
      errors: { field1: ['The field1 may not be greater than 2 characters.'] },
    },
    'The field1 may not be greater than 2 characters.',
    {},
    422,
  ],
  [
    'dwightwatson/validating#34',
    'fields alone',
    {
      username: ['Username is required'],
      password_confirmation: ['Confirmation password is required'],
      email: ['Email is required'],
    },
    ['username: Username is required', 'email: Email is required'],
  ],
  [
    'encode/django-rest-framework#2361',
    'Django, fields alone',
    { username: ['This field may not be blank.'], password: ['This field may not be blank.'] },
    ['username: This field may not be blank.', 'password: This field may not be blank.'],
  ],
  [
    'Tivix/django-rest-auth#162',
    'Django, no field',
    { non_field_errors: ['Unable to log in with provided credentials.'] },
    'Unable to log in with provided credentials.',
  ],
  [
    'HackSoftware/Django-Styleguide#61',
    'Django, a style guide’s',
    {
      errors: [{ message: 'End date cannot be before start date!', code: 'Invalid', field: '__all__' }],
    },
    'End date cannot be before start date!',
  ],
  [
    'jsdelivr/globalping#29',
    'params by field',
    {
      error: {
        message: 'Validation Failed',
        type: 'invalid_request_error',
        params: { field_name: 'Message' },
      },
    },
    'field_name: Message',
  ],
  // What else says so in the same way.
  [
    'variation',
    'RFC 7807’s own example',
    {
      type: 'https://example.net/validation-error',
      title: 'Your request parameters didn’t validate.',
      'invalid-params': [{ name: 'age', reason: 'must be a positive integer' }],
    },
    'age: must be a positive integer',
    problem,
  ],
  [
    'variation',
    'JSON:API with a pointer',
    { errors: [{ source: { pointer: '/data/attributes/email' }, detail: 'is taken' }] },
    'data.attributes.email: is taken',
    {},
    422,
  ],
  [
    'variation',
    'Spring’s violations',
    { violations: [{ fieldName: 'limit', message: 'must be less than or equal to 20' }] },
    'limit: must be less than or equal to 20',
  ],
  ['variation', 'Jira', { errorMessages: ['The quota is used up'], errors: {} }, 'The quota is used up'],
  [
    'variation',
    'Laminas',
    { title: 'Unprocessable', validation_messages: { email: { isEmpty: 'Value is required' } } },
    ['Unprocessable', 'email: Value is required'],
  ],
  [
    'variation',
    'placeholders, which are no errors',
    { message: 'At most {max} of {kind}', params: { max: 20, kind: 'limit' } },
    'At most {max} of {kind}',
  ],
  [
    'variation',
    'Django, a list of objects',
    { items: [{}, { non_field_errors: ['The fields a, b must make a unique set.'] }] },
    'The fields a, b must make a unique set.',
  ],
]);
