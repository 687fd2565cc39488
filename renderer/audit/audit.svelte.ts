import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import { Exporting } from './exporting.svelte.ts';
import { AuditLog } from './log.svelte.ts';
import { Proof } from './proof.ts';

/** What the audit room has: the log, its proof, its export. */
export class Audit {
  readonly log: AuditLog;
  readonly proof: Proof;
  readonly exporting: Exporting;

  constructor(bridge: Bridge) {
    this.log = new AuditLog(bridge);
    this.proof = new Proof(bridge);
    this.exporting = new Exporting(bridge);
  }
}

export const [useAudit, provideAudit] = createContext<Audit>();
