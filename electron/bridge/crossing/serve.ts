import type { z } from 'zod';
import { checkOut } from './check-out.ts';
import type { Carrier, Reply } from './connect.ts';
import { contract, type Input, type Method, type Output } from '../contract.ts';
import { events, type EventName, type EventPayload } from '../events.ts';
import { BridgeError, failure, type Failure } from '../failure.ts';
import { undivided, type Slices } from './slices.ts';

export type Handlers = { [M in Method]: (input: Input<M>) => Promise<Output<M>> };
export type Publish = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

type Listener = (payload: unknown) => void;

/** The secrets in use, which must not cross the bridge. */
export interface SecretsInUse {
  /** Returns the data with every secret replaced. */
  scrub<Data>(data: Data): Data;
  /** Whether the data contains a secret. */
  holds(data: unknown): boolean;
}

const none: SecretsInUse = { scrub: (data) => data, holds: () => false };

/** The calls whose input may hold a secret, and the one whose output does: a minted token, once. */
const takesSecrets: readonly Method[] = ['keys.put', 'keys.signIn', 'sessions.verify'];
const givesSecret: Method = 'tokens.take';

/** The host's side of the events: handlers publish, carriers subscribe. */
export interface EventHub {
  publish: Publish;
  subscribe: Carrier['subscribe'];
}

/** Creates a hub that parses each payload with its event's schema and scrubs secrets before listeners get it. */
export function eventHub(secrets: SecretsInUse = none): EventHub {
  const listeners = new Map<string, Set<Listener>>();
  return {
    publish(event, payload) {
      const parsed = secrets.scrub(events[event].parse(payload));
      for (const listener of listeners.get(event) ?? []) listener(parsed);
    },
    subscribe(event, listener) {
      if (!Object.hasOwn(events, event)) return () => undefined;
      const own: Listener = (payload) => listener(payload);
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(own));
      return () => set.delete(own);
    },
  };
}

/**
 * The host's half: checks the input, runs the handler, checks the output, and turns every error into a failure. Never
 * rejects. `report` gets our own faults, which the page sees only as `internal`. No secret crosses: an input that
 * contains one where none belongs is refused, so that none is stored as a reason or a name; in a reply it is replaced.
 * A large reply is checked in slices. `known` names errors that are not our fault, such as a full disk.
 */
export function serve(
  handlers: Handlers,
  hub: EventHub,
  report: (method: string, error: unknown) => void,
  secrets: SecretsInUse = none,
  newSlices: () => Slices = () => undivided,
  known: (error: unknown, method: Method) => Failure | null = () => null,
): Carrier {
  async function run<M extends Method>(method: M, input: unknown): Promise<Reply> {
    const parsed = contract[method].input.safeParse(input);
    if (!parsed.success) throw new BridgeError(invalid(method, parsed.error));
    if (!takesSecrets.includes(method) && secrets.holds(parsed.data)) throw new BridgeError(refused(method));
    const value: unknown = await handlers[method](parsed.data as Input<M>);
    const { output } = contract[method];
    const kept = method === givesSecret ? none : secrets;
    return { ok: true, value: await checkOut(output, value, (data) => kept.scrub(data), newSlices()) };
  }
  async function settled(method: Method, input: unknown): Promise<Reply> {
    try {
      return await run(method, input);
    } catch (error) {
      if (error instanceof BridgeError) return { ok: false, failure: secrets.scrub(timed(error.failure)) };
      const named = known(error, method);
      if (named) return { ok: false, failure: named };
      report(method, error);
      const got = 'Sessiondeck could not finish this because of a fault of its own';
      return { ok: false, failure: failure({ code: 'internal', tried: method, got }) };
    }
  }
  return {
    subscribe: hub.subscribe,
    invoke: async (method, input) =>
      isMethod(method) ? settled(method, input) : { ok: false, failure: unknownMethod() },
  };
}

/** The failure with the time until its next try, ms, by the host's clock, which set `retryAt`. */
function timed(failed: Failure): Failure {
  if (failed.retryAt === null) return failed;
  return { ...failed, retryIn: Math.max(0, failed.retryAt - Date.now()) };
}

function isMethod(method: unknown): method is Method {
  return typeof method === 'string' && Object.hasOwn(contract, method);
}

function unknownMethod(): Failure {
  return failure({
    code: 'unsupported',
    tried: 'an unknown call',
    got: 'there is no call of this name',
    next: 'report',
  });
}

function refused(method: Method): Failure {
  const got = 'a key, token or cookie that is in use was given, where none belongs';
  return failure({ code: 'invalid', tried: method, got });
}

/** Names the field and the rule, never the value: the value may be a secret. */
function invalid(method: Method, error: z.ZodError): Failure {
  const [issue] = error.issues;
  const field = issue?.path.join('.') || null;
  const rule = issue?.code.replaceAll('_', ' ') ?? 'invalid';
  return failure({ code: 'invalid', tried: method, got: field ? `${field}: ${rule}` : rule, field });
}
