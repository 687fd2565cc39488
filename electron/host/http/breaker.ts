import { fail, type FailureCode } from '../../bridge/failure.ts';

/** Failures of a server that is down, as opposed to one that refuses. */
const downCodes: readonly FailureCode[] = ['unreachable', 'timed-out', 'server-fault'];

/** After this many consecutive failures of that kind a server counts as down, and is left alone for `leftAlone` ms. */
export const downAfter = 5;
export const leftAlone = 15_000;

/** Whether a failure is one of a server that is down. */
export function isDown({ code }: { code: FailureCode }): boolean {
  return downCodes.includes(code);
}

/**
 * What a request does while its server counts as down. `probe`: goes out at once, one at a time, because a person waits
 * for it. `hold`: is refused until the pause is over. `send`: goes out anyway, because a run makes its own pauses.
 */
export type WhileDown = 'probe' | 'hold' | 'send';

/** What a request showed: the server answers (`up`), does not answer or fails itself (`down`), or `nothing`: not reached. */
export type Found = 'up' | 'down' | 'nothing';

interface Circuit {
  failures: number;
  /** ms since the epoch */
  until: number;
  /** The result of the one request that is testing whether the server is back; null: none is. */
  probe: Promise<Found> | null;
}

/** Keeps requests from a server that seems to be down, separately for each connection (“circuit breaker”). */
export class Breaker {
  readonly #now: () => number;
  readonly #circuits = new Map<string, Circuit>();

  constructor(now: () => number = () => Date.now()) {
    this.#now = now;
  }

  /** Drops the state of a removed connection. */
  forget(connectionId: string): void {
    this.#circuits.delete(connectionId);
  }

  /** Whether the server counts as down; failed requests are then not retried. */
  isOpen(connectionId: string): boolean {
    return this.#circuitOf(connectionId).failures >= downAfter;
  }

  /**
   * Resolves when the request may go out, with a function that must be called with its result. Throws `unreachable` where
   * it may not, so nothing was sent; also for a request whose operation ended while it waited for a probe.
   */
  async admit(
    connectionId: string,
    whileDown: WhileDown,
    { tried, signal }: { tried: string; signal: AbortSignal },
  ): Promise<(found: Found) => void> {
    const circuit = this.#circuitOf(connectionId);
    while (whileDown !== 'send' && this.isOpen(connectionId)) {
      if (whileDown === 'hold' && (circuit.probe || this.#isLeftAlone(circuit))) refuse(circuit, tried);
      if (!circuit.probe) return this.#probe(circuit);
      if ((await circuit.probe) === 'down' || signal.aborted) refuse(circuit, tried);
    }
    return (found) => this.#judge(circuit, found);
  }

  #probe(circuit: Circuit): (found: Found) => void {
    const { promise, resolve } = Promise.withResolvers<Found>();
    circuit.probe = promise;
    return (found) => {
      circuit.probe = null;
      this.#judge(circuit, found);
      resolve(found);
    };
  }

  #judge(circuit: Circuit, found: Found): void {
    if (found === 'up') circuit.failures = 0;
    if (found !== 'down') return;
    circuit.failures += 1;
    circuit.until = this.#now() + leftAlone;
  }

  #isLeftAlone({ until }: Circuit): boolean {
    const left = until - this.#now();
    // More than the pause can last: the clock was set back.
    return left > 0 && left <= leftAlone;
  }

  #circuitOf(connectionId: string): Circuit {
    const circuit = this.#circuits.get(connectionId) ?? { failures: 0, until: 0, probe: null };
    this.#circuits.set(connectionId, circuit);
    return circuit;
  }
}

function refuse({ until }: Circuit, tried: string): never {
  const got = `not sent: the last ${downAfter} requests to this server failed`;
  return fail({ code: 'unreachable', tried, got, next: 'try-later', retryAt: until });
}
