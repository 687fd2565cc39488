import type { Api, ApiRequest } from '../../adapters/adapter.ts';
import { BridgeError, type Failure } from '../../bridge/failure.ts';
import { withToken } from '../scrub/known-secrets.ts';
import { redactor } from '../scrub/secret-finder.ts';
import { attempt } from '../work/attempt.ts';
import { newSlices } from '../work/slices.ts';
import { admitted } from './admit.ts';
import { changes, type Call, type SendOptions, type Target, type Wire } from './call.ts';
import { cookiesOf } from './cookies.ts';
import type { Deadline } from './deadline.ts';
import { retryOf, type RetryKind } from './retry.ts';
import { sendOnce } from './send-once.ts';

/** Opens a connection's API for one operation; one deadline covers its requests, their retries and waits. */
export function openApi(target: Target, deadline: Deadline, wire: Wire, options: SendOptions = {}): Api {
  const scrubKey = options.scrub ?? redactor(target.conceal);
  const tally = { bytes: 0, lines: [] as string[] };
  return {
    settings: target.connection.settings,
    has: (secret) => Boolean(target.secrets[secret]),
    cookies: cookiesOf(target.jar, target.connection.baseUrl, tally),
    learned: target.learned,
    handles: () => target.handles,
    bytesRead: () => tally.bytes,
    restartDeadline: () => deadline.restart(),
    newSlices,
    request(request) {
      const tried = `${request.method} ${request.path}`;
      // A nonce that this operation generated is not among the key's values yet.
      const own = { ...request.headers, ...request.extraCookies };
      const scrubOwn = redactor(Object.values(own).flatMap(withToken));
      const scrub = (text: string) => scrubOwn(scrubKey(text));
      return untilAnswered({ target, deadline, wire, options, request, tried, scrub, tally });
    },
  };
}

/** Sends a request until it is answered, or until the retry table, the retry budget or the deadline stops it. */
async function untilAnswered<Answer>(call: Call<Answer>): Promise<Answer> {
  const { target, deadline, wire } = call;
  wire.retries.count(target.connection.id);
  for (let nth = 1; ; nth += 1) {
    const sent = await attempt(() => admitted(call, () => sendOnce(call, nth)));
    if (sent.failure === null) return sent.value;
    const wait = waitAfter(call, sent.failure, nth);
    if (wait !== null) await pause(wait, deadline.signal);
    if (wait === null || deadline.signal.aborted) throw new BridgeError(sent.failure);
  }
}

/** The longest server-requested wait, ms, before a waiting person is told. */
const longestSilence = 5000;

/** How long to wait before the next attempt, ms; null: do not retry. */
function waitAfter(call: Call<unknown>, failed: Failure, nth: number): number | null {
  const { target, deadline, wire, options, request } = call;
  if (options.retry === false || deadline.signal.aborted) return null;
  if (wire.breaker.isOpen(target.connection.id)) return null;
  const now = Date.now();
  const kind = kindOf(request);
  const random = Math.random();
  const at = retryOf({ kind, failure: failed, attempt: nth, now, random, backoff: wire.backoff });
  if (at === null || at - now >= deadline.left()) return null;
  // Someone waiting for a list is told at once how long the server asks to wait. A run just waits, and so does a list whose
  // first rows are already shown.
  const isWaitedFor = kind === 'read' && !request.isFurther && (options.cause ?? 'person') === 'person';
  if (isWaitedFor && failed.retryAt !== null && at - now > longestSilence) return null;
  return wire.retries.take(target.connection.id) ? at - now : null;
}

function kindOf(request: ApiRequest<unknown>): RetryKind {
  return changes(request) ? (request.repeat ?? 'once') : 'read';
}

/** Resolves after `ms`, or earlier if the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const done = () => resolve(undefined);
  const timer = setTimeout(done, ms);
  signal.addEventListener('abort', done, { once: true });
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', done);
  });
}
