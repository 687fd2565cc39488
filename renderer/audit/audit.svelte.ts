import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { ExportFile, Format } from './export.ts';
import { AuditLog } from './log.svelte.ts';
import { makeFile } from './make-file.ts';
import { Proof } from './proof.ts';

/** What the audit room has: the log, its proof, its export. */
export class Audit {
  readonly log: AuditLog;
  readonly proof: Proof;
  /** A file of every entry that matches the filter of the log. */
  readonly makeFile: (format: Format, connection: string | null) => Promise<ExportFile>;

  constructor(bridge: Bridge) {
    this.log = new AuditLog(bridge);
    this.proof = new Proof(bridge);
    this.makeFile = (format, connection) => makeFile(bridge, format, this.log.filter, connection);
  }
}

export const [useAudit, provideAudit] = createContext<Audit>();
