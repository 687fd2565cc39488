import type { AuditVerification } from '../../electron/bridge/audit.ts';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import { Remote } from '../remote/remote.svelte.ts';

/** Whether the audit log is as it was written: asked for, answered, dated. */
export class Proof extends Remote<AuditVerification> {
  constructor(bridge: Bridge) {
    super('audit.verify', () => bridge('audit.verify', {}));
  }

  /** Verifies the whole log. The previous result is cleared first: it no longer says anything. */
  async verify(): Promise<void> {
    this.clear();
    await this.read();
  }
}
