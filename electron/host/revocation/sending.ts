import type { Failure, FailureCode } from '../../bridge/failure.ts';
import type { RunState, RunSummary } from '../../bridge/revocation.ts';
import { downAfter, isDown, leftAlone } from '../http/breaker.ts';
import { elapsedSince, momentOf, type Clock, type Moment } from './clock.ts';
import type { Pace } from './pace.ts';
import type { Hindrance } from './permission.ts';

/** Failures that every further call would meet too, so nothing more is sent. */
const forAll: readonly FailureCode[] = [
  'key-rejected',
  'forbidden',
  'no-key',
  'keychain',
  'unsupported',
  'read-only',
  'not-recorded',
];
/** After this many failed probes, or server-requested pauses, sending waits for the person to resume. */
const mostProbes = 3;
const mostRefusals = 10;
/** A server-requested wait longer than this, ms, needs the person to resume. */
const longestWait = 15 * 60_000;
/** After a pause longer than this, ms, for whatever reason, sending must be allowed again. */
const longPause = 60_000;

export interface SendPorts {
  /** Sends a call once and records it; resolves with why it failed, or null. */
  send: (call: number) => Promise<Failure | null>;
  /** When to retry a failed call, ms since the epoch; null: not at all. `attempt` is 1 for the first. */
  again: (failure: Failure, attempt: number) => number | null;
  /** Why nothing may be sent now; null: it may. Asked before sending continues after a long pause. */
  hindrance: () => Hindrance | null;
  /** Called when something visible to the person has changed. */
  changed: () => void;
  clock: Clock;
}

/** The state as shown: `paused` is not stored, it is `sending` with a pause. */
export function stateOf({ state }: { state: RunState }, sending: Pick<RunSummary, 'pause'> | null): RunState {
  return state === 'sending' && sending?.pause ? 'paused' : state;
}

/** Sends the calls 0 … count - 1 as fast as the server accepts them; can be paused, resumed and stopped. */
export class Sending {
  #pause: RunSummary['pause'] = null;
  #stopped: Failure | null = null;
  #fault: unknown = null;
  /** The calls to send, the next one last. */
  readonly #ready: number[];
  #later: { call: number; at: number }[] = [];
  readonly #attempts = new Map<number, number>();
  readonly #pace: Pace;
  readonly #ports: SendPorts;
  readonly #done = Promise.withResolvers<undefined>();
  #inFlight = 0;
  #over = false;
  #cancelTimer: () => void = () => undefined;
  #downs = 0;
  #refusals = 0;
  #probes = 0;
  /** When sending was last known to be allowed. */
  #allowedAt: Moment;

  constructor(count: number, pace: Pace, ports: SendPorts) {
    this.#ready = Array.from({ length: count }, (_, nth) => count - 1 - nth);
    this.#pace = pace;
    this.#ports = ports;
    this.#allowedAt = momentOf(ports.clock);
  }

  get pause(): RunSummary['pause'] {
    return this.#pause;
  }

  /** The failure that stopped sending; null while sending continues, or if the person stopped it. */
  get stopped(): Failure | null {
    return this.#stopped;
  }

  /** Resolves when nothing is in flight and nothing more will be sent. Rejects with a fault of our own. */
  async start(): Promise<void> {
    this.#pump();
    await this.#done.promise;
  }

  /** Pauses until the person resumes. */
  hold(): void {
    this.#pauseFor('person', null);
  }

  /** Continues sending; where that is no longer allowed, pauses again with the reason. */
  resume(): void {
    this.#pause = null;
    this.#pump();
    this.#ports.changed();
  }

  /** Sends nothing new, for good. */
  stop(): void {
    this.#over = true;
    this.#pause = null;
    this.#pump();
  }

  #pump(): void {
    this.#cancelTimer();
    this.#askAfterPause();
    this.#takeDue();
    while (!this.#over && !this.#pause && this.#ready.length > 0 && this.#inFlight < this.#width) {
      void this.#sendOne(this.#ready.pop() ?? 0);
    }
    const left = this.#over ? 0 : this.#ready.length + this.#later.length;
    if (this.#inFlight === 0 && left === 0) return this.#settle();
    const next = this.#nextAt();
    if (next === null) return;
    this.#cancelTimer = this.#ports.clock.after(Math.max(0, next - this.#ports.clock.now()), () => {
      if (this.#pause) this.resume();
      else this.#pump();
    });
  }

  #askAfterPause(): void {
    if (this.#over || this.#pause) return;
    const { clock, hindrance } = this.#ports;
    const hindered = elapsedSince(clock, this.#allowedAt) > longPause ? hindrance() : null;
    if (!hindered) return void (this.#allowedAt = momentOf(clock));
    this.#pause = { why: hindered.why, until: null };
    this.#ports.changed();
  }

  /** One at a time while it is unknown whether the server is back. */
  get #width(): number {
    return this.#probes > 0 ? 1 : this.#pace.width;
  }

  #settle(): void {
    if (this.#fault === null) this.#done.resolve(undefined);
    else this.#done.reject(this.#fault);
  }

  #takeDue(): void {
    const now = this.#ports.clock.now();
    if (!this.#later.some(({ at }) => at <= now)) return;
    this.#ready.push(...this.#later.filter(({ at }) => at <= now).map(({ call }) => call));
    this.#later = this.#later.filter(({ at }) => at > now);
  }

  #nextAt(): number | null {
    if (this.#over) return null;
    if (!this.#pause)
      return this.#later.reduce<number | null>((least, { at }) => Math.min(least ?? at, at), null);
    const { until } = this.#pause;
    return until !== null && until - this.#ports.clock.now() <= longestWait ? until : null;
  }

  async #sendOne(call: number): Promise<void> {
    this.#inFlight++;
    this.#attempts.set(call, (this.#attempts.get(call) ?? 0) + 1);
    const sentAt = this.#ports.clock.now();
    try {
      const failure = await this.#ports.send(call);
      this.#judge(call, failure, this.#ports.clock.now() - sentAt);
    } catch (error) {
      // A fault of ours: wait for requests in flight, and send nothing more.
      this.#fault = error;
      this.#over = true;
    }
    this.#inFlight--;
    this.#pump();
  }

  #judge(call: number, failure: Failure | null, took: number): void {
    if (failure?.code === 'rate-limited') return this.#refuse(call, failure);
    if (failure && forAll.includes(failure.code)) {
      this.#stopped = failure;
      this.#over = true;
      return;
    }
    const again = failure && this.#ports.again(failure, this.#attempts.get(call) ?? 1);
    if (again !== null) this.#later.push({ call, at: again });
    if (failure && isDown(failure)) return this.#wentDown();
    this.#downs = this.#refusals = this.#probes = 0;
    this.#pace.answered(took);
  }

  /** 429: the server did nothing, and may say when to retry. The call goes back to the front; the attempt is not counted. */
  #refuse(call: number, { retryAt }: Failure): void {
    this.#ready.push(call);
    this.#attempts.set(call, (this.#attempts.get(call) ?? 1) - 1);
    this.#pace.refused();
    const held = this.#pause;
    if (held && held.why !== 'rate-limited') return;
    if (!held) this.#refusals++;
    const backOff = this.#ports.clock.now() + Math.min(30_000, 500 * 2 ** this.#refusals);
    const until = Math.max(retryAt ?? backOff, held?.until ?? 0);
    this.#pauseFor('rate-limited', this.#refusals > mostRefusals ? null : until);
  }

  #wentDown(): void {
    this.#downs++;
    if (this.#pause || (this.#probes === 0 && this.#downs < downAfter)) return;
    this.#downs = 0;
    this.#probes++;
    const until = this.#probes > mostProbes ? null : this.#ports.clock.now() + leftAlone;
    this.#pauseFor('server-down', until);
  }

  #pauseFor(why: NonNullable<RunSummary['pause']>['why'], until: number | null): void {
    if (this.#over) return;
    this.#pause = { why, until };
    this.#ports.changed();
    if (this.#inFlight > 0) return;
    this.#pump();
  }
}
