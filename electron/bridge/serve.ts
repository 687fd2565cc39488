import type { z } from 'zod';
import type { Carrier, Reply } from './connect.ts';
import { contract, type Input, type Method, type Output } from './contract.ts';
import { events, type EventName, type EventPayload } from './events.ts';
import { BridgeError, failure, type Failure } from './failure.ts';

export type Handlers = { [M in Method]: (input: Input<M>) => Promise<Output<M>> };
export type Publish = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

type Listener = (payload: unknown) => void;

/** The host's side of the events: handlers publish, carriers subscribe. */
export interface EventHub {
  publish: Publish;
  subscribe: Carrier['subscribe'];
}

export function eventHub(): EventHub {
  const listeners = new Map<string, Set<Listener>>();
  return {
    publish(event, payload) {
      const parsed = events[event].parse(payload);
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
 * The host's half: checks the input, runs the handler, checks the output, and names whatever went wrong. Never
 * rejects. `report` is told of faults of our own, which the page sees only as `internal`.
 */
export function serve(
  handlers: Handlers,
  hub: EventHub,
  report: (method: string, error: unknown) => void,
): Carrier {
  async function run<M extends Method>(method: M, input: unknown): Promise<Reply> {
    const parsed = contract[method].input.safeParse(input);
    if (!parsed.success) return { ok: false, failure: invalid(method, parsed.error) };
    const value = await handlers[method](parsed.data as Input<M>);
    return { ok: true, value: contract[method].output.parse(value) };
  }
  return {
    subscribe: hub.subscribe,
    async invoke(method, input) {
      if (!isMethod(method)) return { ok: false, failure: unknownMethod() };
      try {
        return await run(method, input);
      } catch (error) {
        if (error instanceof BridgeError) return { ok: false, failure: error.failure };
        report(method, error);
        const got = 'Sessiondeck could not finish this because of a fault of its own';
        return { ok: false, failure: failure({ code: 'internal', tried: method, got }) };
      }
    },
  };
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

/** Names the field and the rule, never the value: the value may be a secret. */
function invalid(method: Method, error: z.ZodError): Failure {
  const [issue] = error.issues;
  const field = issue?.path.join('.') || null;
  const rule = issue?.code.replaceAll('_', ' ') ?? 'invalid';
  return failure({ code: 'invalid', tried: method, got: field ? `${field}: ${rule}` : rule, field });
}
