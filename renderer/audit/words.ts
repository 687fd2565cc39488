import type { AuditAction, AuditVerification } from '../../electron/bridge/audit.ts';
import { m } from '../messages/compiled/messages.js';

const actions: Record<AuditAction, () => string> = {
  'revocation.confirmed': m.audit_did_confirmed,
  'revocation.extended': m.audit_did_extended,
  'revocation.undone': m.audit_did_undone,
  'revocation.finished': m.audit_did_finished,
  'revocation.interrupted': m.audit_did_interrupted,
  'revocation.checked': m.audit_did_checked,
  'session.switched': m.audit_did_switched,
  'token.minted': m.audit_did_minted,
  'sign-in.started': m.audit_did_sign_in,
  'sign-in.given-up': m.audit_did_give_up,
  'push.sent': m.audit_did_push,
  'changes.allowed': m.audit_did_allowed,
  'changes.ended': m.audit_did_allowed_ended,
  'key.saved': m.audit_did_key_saved,
  'key.forgotten': m.audit_did_key_forgotten,
  'connection.saved': m.audit_did_connection_saved,
  'connection.removed': m.audit_did_connection_removed,
  'data.restored': m.audit_did_restored,
};

const flaws: Record<NonNullable<AuditVerification['flaw']>, (of: { seq: number | string }) => string> = {
  altered: m.audit_flaw_altered,
  'broken-link': m.audit_flaw_broken_link,
  missing: m.audit_flaw_missing,
  truncated: m.audit_flaw_truncated,
  'head-missing': () => m.audit_flaw_head_missing(),
  'head-forged': () => m.audit_flaw_head_forged(),
  'head-unusable': () => m.audit_flaw_head_unusable(),
  'head-behind': m.audit_flaw_head_behind,
  'rolled-back': m.audit_flaw_rolled_back,
  emptied: () => m.audit_flaw_emptied(),
};

/** What is wrong with the log, in a sentence. */
export function flawWords(flaw: NonNullable<AuditVerification['flaw']>, seq: number | null): string {
  return flaws[flaw]({ seq: seq ?? '?' });
}

export function actionWord(action: AuditAction): string {
  return actions[action]();
}

/** Every action with its words, for a choice. */
export function actionChoices(): { value: AuditAction; label: string }[] {
  return Object.entries(actions).map(([value, word]) => ({ value: value as AuditAction, label: word() }));
}

export interface ProofWords {
  tone: 'good' | 'warn' | 'bad';
  title: string;
  /** What was found, and what to do about it where there is something to do. */
  sentences: string[];
}

/** What verifying the log found. `time` is when, as a clock shows it. */
export function foundWords(found: AuditVerification, time: string): ProofWords {
  const { state, entries: count, seq } = found;
  if (state === 'whole') {
    return { tone: 'good', title: m.audit_whole(), sentences: [m.audit_whole_what({ count, time })] };
  }
  if (state === 'unanchored') {
    const sentences = [m.audit_unanchored_what({ count, time }), m.audit_unanchored_todo()];
    return { tone: 'warn', title: m.audit_unanchored(), sentences };
  }
  const what = found.flaw === null ? '' : flawWords(found.flaw, seq);
  const where = seq === null ? m.audit_bad_checked({ time }) : m.audit_bad_at({ seq, time });
  const todo = seq === null ? m.audit_bad_todo_whole() : m.audit_bad_todo();
  const own = found.flaw === 'emptied' ? m.audit_bad_todo_emptied() : '';
  return { tone: 'bad', title: m.audit_bad(), sentences: [what, where, todo, own].filter(Boolean) };
}
