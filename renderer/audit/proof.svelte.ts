import type { AuditVerification } from '../../electron/bridge/audit.ts';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import { failureOf } from '../failures/caught.ts';

/** Whether the audit log is as it was written: asked for, answered, dated. */
export class Proof {
  readonly #bridge: Bridge;
  #found = $state.raw<AuditVerification | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #busy = $state(false);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  get found(): AuditVerification | null {
    return this.#found;
  }

  get failure(): Failure | null {
    return this.#failure;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Verifies the whole log. A result of before goes away first: it no longer says anything. */
  async verify(): Promise<void> {
    this.close();
    this.#busy = true;
    try {
      this.#found = await this.#bridge('audit.verify', {});
    } catch (error) {
      this.#failure = failureOf(error, 'audit.verify');
    } finally {
      this.#busy = false;
    }
  }

  close(): void {
    this.#found = null;
    this.#failure = null;
  }
}
