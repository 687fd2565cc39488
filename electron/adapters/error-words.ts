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
    'error_details',
    'errorDetails',
  ],
  ...['long_message', 'title', 'error'],
];
const codeUnder = ['code', 'errorCode', 'error_code', 'error', 'type'];
/** Names of fields that say which field is wrong. */
const fieldUnder = [
  ...['property', 'field', 'param', 'pointer', 'path', 'loc', 'member_names', 'memberNames', 'field_name'],
  ...['fieldName', 'parameter', 'attribute', 'source', 'name'],
];
/** Names of fields that hold a list of errors. */
const lists = [
  ...['errors', 'message', 'detail', 'details', 'violations', 'issues', 'error', '_errors', 'formErrors'],
  ...['fieldErrors', 'field_errors', 'validationErrors', 'validation_errors', 'invalid-params'],
];
/** Other names of such fields: `error_details`, `validation_messages`, Stripe's `params`. The message beside them counts too. */
const otherLists = /^(\w*[_-]?(errors|details|messages|violations)|params)$/i;
/** What stands in the place of a field's name where an error is about no field. */
const noField = /^(\W*|\d+|_?errors?|__all__|non_?field_?errors|base|general|global|root|source|message)$/i;
/** The first step of FastAPI's `loc`: where in the request the field is. */
const places = new Set(['body', 'query', 'path', 'header', 'cookie']);
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
  const own = texts.flatMap((text) => sentencesIn(text, 1)).map(({ text }) => naming(field, text));
  const others = Object.keys(fields)
    .filter((name) => otherLists.test(name) && isObject(fields[name]))
    .flatMap((name) => listedIn(fields[name] as object, depth - 1));
  if (own.length + others.length > 0) return [...own, ...others];
  // class-validator nests the errors of an object's fields in `children`.
  const below = sentencesIn(fields['children'] ?? fields['data'], depth - 1);
  return below.length > 0 ? below : byField(fields, depth - 1);
}

/** Errors in a list, one object, or by field: `{"limit": ["must not be greater than 20"]}`. */
function listedIn(value: object, depth: number): Said[] {
  const found = sentencesIn(value, depth);
  return found.length > 0 || Array.isArray(value) ? found : byField(value, depth, true);
}

/** Errors under the names of their fields. A text alone is one only where nothing but errors is expected. */
function byField(value: object, depth: number, withTexts = false): Said[] {
  if (depth <= 0) return [];
  return Object.entries(value)
    .filter(([, one]) => withTexts || isObject(one))
    .slice(0, most)
    .flatMap(([name, one]) => {
      const found = sentencesIn(one, depth);
      // Laminas names the failed check of each field: `{"email": {"isEmpty": "Value is required"}}`.
      const isByCheck = found.length === 0 && withTexts && isObject(one);
      const said = isByCheck ? sentencesIn(Object.values(one), depth) : found;
      return said.map((each) => (each.field ? each : naming({ last: name, path: name }, each.text, true)));
    });
}

/** A field as an error names it: its own name, and the path to it. */
interface Named {
  last: string;
  path: string;
}

/** A sentence with the name of its field, unless the sentence has it: “Field required” alone does not say which. */
function naming(field: Named | undefined, text: string, always = false): Said {
  if (!field || noField.test(field.last)) return { text };
  const words = text.toLowerCase().split(/[^\p{L}\p{N}_$-]+/u);
  const isNamed = !always && words.includes(field.last.toLowerCase());
  return { text: isNamed ? text : `${field.path}: ${text}`, field: field.last };
}

function fieldIn(fields: Fields): Named | undefined {
  for (const name of fieldUnder) {
    const steps = stepsIn(fields[name]);
    const last = steps.findLast((step) => !/^\d+$/.test(step));
    // The path of a request is that of an address; an error's own name says what it is, and not where.
    const isOther =
      typeof fields[name] === 'string' &&
      /^(path \/|name .*(Error|Exception)$)/.test(`${name} ${fields[name]}`);
    if (last !== undefined && !isOther) return { last, path: steps.join('.') };
  }
  return undefined;
}

/** The steps to a field: of a name, a path, a JSON pointer or a list. */
function stepsIn(value: unknown): string[] {
  if (isObject(value) && !Array.isArray(value)) return stepsIn(value['pointer'] ?? value['parameter']);
  const steps = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value.split('/') : [];
  const filled = steps.filter(Boolean).slice(0, 8);
  if (!filled.every((step) => /^[\w.[\]$-]{1,60}$/.test(step))) return [];
  return filled.length > 1 && places.has(filled[0] ?? '') ? filled.slice(1) : filled;
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
