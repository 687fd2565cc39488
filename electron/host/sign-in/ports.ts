import type { DatabaseSync } from 'node:sqlite';
import type { AuditLog } from '../audit/log.ts';
import type { Operations } from '../lists/operations.ts';
import type { Attempts } from './attempts.ts';
import type { Settling } from './settling.ts';

/** The parts that signing in by QR code and by push needs. */
export interface SignInPorts {
  operations: Operations;
  audit: AuditLog;
  db: DatabaseSync;
  attempts: Attempts;
  settling: Settling;
  /** Sessiondeck's version, which the phone shows. */
  version: string;
}
