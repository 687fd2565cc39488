import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { Output } from '../../electron/bridge/contract.ts';
import { failureOf } from '../failures/caught.ts';
import type { Clock } from '../ui/time/clock.svelte.ts';
import { deadlineIn, type Deadline } from '../ui/time/deadline.ts';

/** When permission for changes ends; null: changes are not allowed. */
type Leave = Output<'guard.read'>;
type Known = Pick<Leave, 'until'> & { ends: Deadline | null };

/** Whether changes are allowed on the production connections that were looked at. The host decides; this shows it. */
export class Guard {
  readonly #bridge: Bridge;
  #leaves = $state.raw<ReadonlyMap<string, Known>>(new Map());
  #failures = $state.raw<ReadonlyMap<string, Failure>>(new Map());
  #busy = $state.raw<ReadonlySet<string>>(new Set());

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('guard.changed', ({ connectionId }) => void this.read(connectionId));
  }

  /** Undefined as long as it is not known. */
  of(connectionId: string): Known | undefined {
    return this.#leaves.get(connectionId);
  }

  /** Why the permission is unknown. */
  failureOf(connectionId: string): Failure | undefined {
    return this.#failures.get(connectionId);
  }

  isBusy(connectionId: string): boolean {
    return this.#busy.has(connectionId);
  }

  /** How long changes are still allowed, ms; 0: they are not. Moves on with the clock. */
  left(connectionId: string, clock: Clock): number {
    const ends = this.of(connectionId)?.ends ?? null;
    return ends === null ? 0 : clock.left(ends);
  }

  async read(connectionId: string): Promise<void> {
    try {
      this.#keep(connectionId, await this.#bridge('guard.read', { connectionId }));
    } catch (error) {
      this.#keep(connectionId, undefined, failureOf(error, 'guard.read'));
    }
  }

  /** Allows changes for 15 minutes, or says why they are not. */
  allow(connectionId: string): Promise<Leave | Failure> {
    return this.#set(connectionId, 'guard.allow');
  }

  /** Makes the connection read-only at once, or says why it is not. */
  end(connectionId: string): Promise<Leave | Failure> {
    return this.#set(connectionId, 'guard.end');
  }

  async #set(connectionId: string, call: 'guard.allow' | 'guard.end'): Promise<Leave | Failure> {
    this.#busy = new Set(this.#busy).add(connectionId);
    try {
      const leave = await this.#bridge(call, { connectionId });
      this.#keep(connectionId, leave);
      return leave;
    } catch (error) {
      return failureOf(error, call);
    } finally {
      this.#busy = this.#busy.difference(new Set([connectionId]));
    }
  }

  #keep(connectionId: string, leave: Leave | undefined, failure?: Failure): void {
    const leaves = new Map(this.#leaves);
    const failures = new Map(this.#failures);
    leaves.delete(connectionId);
    failures.delete(connectionId);
    if (leave) {
      const ends = leave.left === null ? null : deadlineIn(leave.left);
      leaves.set(connectionId, { until: leave.until, ends });
    }
    if (failure) failures.set(connectionId, failure);
    this.#leaves = leaves;
    this.#failures = failures;
  }
}

export const [useGuard, provideGuard] = createContext<Guard>();
