import type { DatabaseSync } from 'node:sqlite';
import type { AuditLog } from '../audit/log.ts';
import type { Desk } from '../lists/desk.ts';
import type { Attempts } from './attempts.ts';
import type { Settling } from './settling.ts';

/** What signing in by QR code and by push is made of. */
export interface SignInPorts {
  desk: Desk;
  audit: AuditLog;
  db: DatabaseSync;
  attempts: Attempts;
  settling: Settling;
  /** Sessiondeck's own, as the phone shows it. */
  version: string;
}
