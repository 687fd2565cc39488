import { type Answer, plain } from '../answer.ts';
import type { FaultEffects, Incident } from './effect.ts';
import type { RetryAfter } from './fault.ts';

const year = 31536000;
const loginPage =
  '<!doctype html><title>Sign in</title><form><input name="user"><input name="password"></form>\n';

/** Faults that replace the operation's answer, and suppress its effect. */
export const refusals: FaultEffects<
  | 'status'
  | 'retry-after'
  | 'x-retry-after'
  | 'status-500'
  | 'status-502'
  | 'status-503'
  | 'html'
  | 'redirect'
> = {
  status: {
    words: 'Answers with one of the error statuses that the operation documents.',
    defaults: { status: 401, retryAfterSeconds: 10 },
    instead: (incident, parameters) => documented(incident, parameters),
  },
  'retry-after': {
    words:
      'Answers 429 and says in Retry-After how long to wait: in seconds, by date, for a year, or less than none.',
    defaults: { form: 'seconds', seconds: 10 },
    instead: (incident, parameters) => tooMany(incident, 'retry-after', parameters),
  },
  'x-retry-after': {
    words: 'Answers 429 and says in X-Retry-After how long to wait.',
    defaults: { form: 'seconds', seconds: 10 },
    instead: (incident, parameters) => tooMany(incident, 'x-retry-after', parameters),
  },
  'status-500': {
    words: 'Answers 500.',
    defaults: {},
    instead: (incident) => ownOr(incident, 500, plain(500, 'Internal Server Error')),
  },
  'status-502': {
    words: 'Answers 502 with the page of a gateway.',
    defaults: {},
    instead: () => gatewayPage(502, 'Bad Gateway'),
  },
  'status-503': {
    words: 'Answers 503, with the page of a gateway where the API has no answer of its own.',
    defaults: {},
    instead: (incident) => ownOr(incident, 503, gatewayPage(503, 'Service Temporarily Unavailable')),
  },
  html: {
    words: 'Answers 200 with a page to sign in on, as the portal of a hotel would.',
    defaults: { status: 200 },
    instead: (_, { status }) => ({ status, headers: { 'content-type': 'text/html' }, body: loginPage }),
  },
  redirect: {
    words: 'Sends the caller to another origin, which counts who comes.',
    defaults: { status: 307 },
    instead: ({ elsewhere, request }, { status }) => {
      return { status, headers: { location: `${elsewhere}${request.path}` }, body: '' };
    },
  },
};

function documented(incident: Incident, parameters: { status: number; retryAfterSeconds: number }): Answer {
  const { status } = parameters;
  if (incident.errorStatuses.includes(status)) return incident.refuse({ ...parameters, times: 1 });
  return plain(500, `behaviour.faults: ${incident.operation} has no error status ${status}`);
}

/** The API's own 429, with one header for the wait, in the wanted form. */
function tooMany(incident: Incident, header: string, { form, seconds }: RetryAfter): Answer {
  const answer = ownOr(incident, 429, plain(429, 'Too Many Requests'));
  const { 'retry-after': _own, 'x-retry-after': _ownToo, ...headers } = answer.headers;
  const values = {
    seconds: String(seconds),
    date: new Date(incident.now + seconds * 1000).toUTCString(),
    huge: String(year),
    negative: '-5',
  };
  return { ...answer, headers: { ...headers, [header]: values[form] } };
}

function ownOr({ errorStatuses, refuse }: Incident, status: number, other: Answer): Answer {
  return errorStatuses.includes(status) ? refuse({ status, times: 1 }) : other;
}

function gatewayPage(status: number, words: string): Answer {
  const body = `<html><head><title>${status} ${words}</title></head><body>${words}</body></html>\n`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}
