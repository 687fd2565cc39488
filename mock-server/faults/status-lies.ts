import { type Answer, empty, json } from '../answer.ts';
import { type FaultEffects, changeJson } from './effect.ts';
import type { FaultParameters } from './fault.ts';
import { isRow, newId, renamed, type Row } from './rows.ts';

type Form = FaultParameters['partial-status']['form'];

/** What says whether a session is live, where an API is asked about one. */
const statusFields = ['loggedin', 'valid', 'status'];

/** Answers about one session, and cookies, that say less than they seem to. */
export const statusLies: FaultEffects<
  'gateway-404' | 'partial-status' | 'only-cookie-deleted' | 'other-cookie-name' | 'cookie-cache'
> = {
  'gateway-404': {
    words: 'Answers 404 from a gateway, which knows nothing of the API: a page, nothing, or JSON of its own.',
    defaults: { form: 'html' },
    instead: (_, { form }) => gatewayAnswer(form),
  },
  'partial-status': {
    words: 'Answers 200 about a session without saying whether it lives.',
    apis: ['clerk', 'nest-sessions', 'nextauth'],
    defaults: { form: 'missing' },
    change: (answer, { form }) => changeJson(answer, (value) => partial(value, form)),
  },
  'only-cookie-deleted': {
    words: 'Deletes the cookie of the session that is to end, and leaves the session alive.',
    apis: ['better-auth'],
    defaults: {},
    call: () => ({ withoutEffect: true }),
  },
  'other-cookie-name': {
    words: 'Calls its session cookies by another name; only its list still reads those of the usual name.',
    apis: ['better-auth'],
    defaults: { name: 'auth.sid' },
    call: (_, { name }) => ({ behaviour: { sessionCookie: name } }),
  },
  'cookie-cache': {
    words: 'Keeps sessions in a cookie for five minutes: one that has ended works on until then.',
    apis: ['better-auth'],
    defaults: { seconds: 300 },
    call: (_, { seconds }) => ({ behaviour: { cookieCacheSeconds: seconds } }),
  },
};

function gatewayAnswer(form: FaultParameters['gateway-404']['form']): Answer {
  if (form === 'empty') return empty(404);
  if (form === 'json') return json(404, { message: 'no Route matched with those values' });
  const body = '<html><head><title>404 Not Found</title></head><body>nginx</body></html>\n';
  return { status: 404, headers: { 'content-type': 'text/html' }, body };
}

/** An answer without a status field stays as it is. */
function partial(value: unknown, form: Form): unknown {
  if (!isRow(value) || !statusFields.some((field) => field in value)) return value;
  if (form === 'empty') return {};
  if (form === 'error') return { error: 'upstream timed out' };
  if (form === 'other-id') return ofAnother(value);
  const entries = Object.entries(value);
  const others = entries.filter(([field]) => !statusFields.includes(field));
  if (form === 'missing') return Object.fromEntries(others);
  return Object.fromEntries(
    entries.map(([field, inner]) => [field, statusFields.includes(field) ? 0 : inner]),
  );
}

/** The answer about another session, which has ended. */
function ofAnother(value: Row): Row {
  const status = { ...('status' in value && { status: 'revoked' }) };
  return { ...renamed(value, (name) => newId(name, 1)), ...status };
}
