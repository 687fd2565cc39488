import type { Input, Method, Output } from '../contract.ts';
import type { EventName, EventPayload } from '../events.ts';
import { BridgeError, type Failure } from '../failure.ts';

export type Reply = { ok: true; value: unknown } | { ok: false; failure: Failure };

/** Carries a call to the host and brings its reply back; rejects only when the transport itself fails. */
export type Invoke = (method: string, input: unknown) => Promise<Reply>;
/** Calls the listener with each payload of one event until the returned function is called. */
export type Subscribe = (event: string, listener: (payload: unknown) => void) => () => void;

/** The two functions that every shell's transport provides. */
export interface Carrier {
  invoke: Invoke;
  subscribe: Subscribe;
}

export interface Bridge {
  /** Resolves with the call's output; throws BridgeError when the reply is a failure. */
  <M extends Method>(method: M, input: Input<M>): Promise<Output<M>>;
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
}

/** The caller's half: wraps a carrier in a typed bridge. */
export function connect(carrier: Carrier): Bridge {
  const call = async <M extends Method>(method: M, input: Input<M>): Promise<Output<M>> => {
    const reply = await carrier.invoke(method, input);
    if (!reply.ok) throw new BridgeError(reply.failure);
    // The host parsed the value with this method's output schema on its way out.
    return reply.value as Output<M>;
  };
  return Object.assign(call, {
    on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void) {
      return carrier.subscribe(event, (payload) => listener(payload as EventPayload<E>));
    },
  });
}
