import type { ServerWords } from './adapter.ts';

// Error descriptions from servers and from proxies in front of them, in the usual shapes besides an API's own.

type Fields = Record<string, unknown>;

/** Names of fields that hold a description, the most informative first. */
const saidUnder = [
  ...[
    'message',
    'detail',
    'error_description',
    'errorMessage',
    'error_message',
    'msg',
    'description',
    'reason',
  ],
  ...['long_message', 'title', 'error'],
];
const codeUnder = ['code', 'errorCode', 'error_code', 'error', 'type'];
const fieldUnder = ['property', 'field', 'param', 'pointer', 'path', 'loc', 'name'];
/** Names of fields that hold a list of errors. */
const lists = ['errors', 'message', 'detail', 'details', 'violations', 'issues', 'error'];
const deepest = 7;
const most = 5;

/**
 * Finds the description in an error's body: problem+json (RFC 9457), `{error, message}`, validation errors as a list or
 * by field, plain text. Empty where there is none, as in an HTML page.
 */
export function wordsIn(body: unknown): ServerWords {
  const said = sentencesIn(body, deepest).slice(0, most);
  if (said.length === 0) return {};
  const message = [...new Set(said.map(({ text }) => text))].join('; ');
  const field = said.find((one) => one.field !== undefined)?.field;
  const code = isObject(body) ? codeIn(body, message) : undefined;
  return { message, ...(code ? { code } : {}), ...(field ? { field } : {}) };
}

interface Said {
  text: string;
  field?: string | undefined;
}

function sentencesIn(body: unknown, depth: number): Said[] {
  if (typeof body === 'string') return isSentence(body) ? [{ text: body.trim() }] : [];
  if (depth === 0 || typeof body !== 'object' || body === null) return [];
  if (Array.isArray(body)) return body.slice(0, most).flatMap((one) => sentencesIn(one, depth - 1));
  const fields = body as Fields;
  const listed = lists.flatMap((name) => (isObject(fields[name]) ? listedIn(fields[name], depth - 1) : []));
  if (listed.length > 0) return listed;
  const constraints = isObject(fields['constraints']) ? Object.values(fields['constraints']) : [];
  const under = saidUnder
    .map((name) => fields[name])
    .find((value) => typeof value === 'string' && isSentence(value));
  const texts = constraints.length > 0 ? constraints : [under];
  const field = fieldIn(fields);
  const own = texts.flatMap((text) => sentencesIn(text, 1)).map(({ text }) => ({ text, field }));
  // class-validator nests the errors of an object's fields in `children`.
  return own.length > 0 ? own : sentencesIn(fields['children'] ?? fields['data'], depth - 1);
}

/** Errors as a list, as one object, or by field: `{"limit": ["must not be greater than 20"]}`. */
function listedIn(value: object, depth: number): Said[] {
  const found = sentencesIn(value, depth);
  if (found.length > 0 || Array.isArray(value)) return found;
  return Object.entries(value)
    .slice(0, most)
    .flatMap(([field, one]) =>
      sentencesIn(one, depth).map(({ text }) => ({ text: `${field}: ${text}`, field })),
    );
}

function fieldIn(fields: Fields): string | undefined {
  for (const name of fieldUnder) {
    const value = fields[name];
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string' && /^[\w./[\]-]{1,60}$/.test(last)) return last.split('/').at(-1);
  }
  return undefined;
}

function codeIn(fields: Fields, message: string): string | undefined {
  const inner = isObject(fields['error']) ? fields['error'] : fields;
  const code = codeUnder.map((name) => inner[name]).find((value) => typeof value === 'string');
  return typeof code === 'string' && code !== message && /^[\w .-]{1,60}$/.test(code) ? code : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isSentence(text: string): boolean {
  return text.trim() !== '' && !/^\s*<(!doctype|html|\?xml|head|body)/i.test(text);
}
