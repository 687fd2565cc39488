import type { SignInAttempt } from '../../../electron/bridge/sign-in.ts';

/** Where a sign-in by QR code stands, as the page shows it. */
export type QrPhase =
  | 'idle'
  | 'preparing'
  | 'scan'
  | 'seen'
  | 'confirm'
  | 'signed-in'
  | 'expired'
  | 'no-answer'
  | 'declined'
  | 'no-accounts'
  | 'cancelled'
  | 'offline'
  | 'failed';

/** What the host tells of a sign-in, as a phase of the page. */
export const qrPhases: Record<SignInAttempt['phase'], QrPhase> = {
  waiting: 'scan',
  seen: 'seen',
  confirm: 'confirm',
  'signed-in': 'signed-in',
  declined: 'declined',
  'no-accounts': 'no-accounts',
};
