import { m } from '../../messages/compiled/messages.js';
import type { QrPhase } from './qr-phase.ts';
import type { QrSignIn } from './qr-sign-in.svelte.ts';
import { whoSignedIn } from '../who.ts';

const words: Record<Exclude<QrPhase, 'signed-in'>, () => string> = {
  idle: m.qr_idle,
  preparing: m.qr_preparing,
  scan: m.qr_scan,
  seen: m.qr_seen,
  confirm: m.qr_confirm,
  expired: m.qr_expired,
  'no-answer': m.qr_no_answer,
  declined: m.phone_declined,
  'no-accounts': m.qr_no_accounts,
  cancelled: m.qr_cancelled,
  offline: m.qr_offline,
  failed: m.qr_failed,
};

/** Where a sign-in by QR code stands. */
export function qrWords({ phase, attempt }: QrSignIn): string {
  if (phase !== 'signed-in') return words[phase]();
  const who = whoSignedIn(attempt);
  if (!attempt?.before) return m.signed_in_as({ who });
  return m.qr_signed_in_twice({
    who,
    before: whoSignedIn({ ...attempt, ...attempt.before, userMark: null }),
  });
}
