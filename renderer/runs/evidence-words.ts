import type { Evidence } from '../../electron/bridge/evidence.ts';
import type { RunItem } from '../../electron/bridge/revocation.ts';
import { failureLine } from '../failures/words.ts';
import { inPageWords } from '../host-words/host-words.ts';
import { m } from '../messages/compiled/messages.js';
import { visibleText } from '../ui/visible-text.ts';
import { gapSentence } from '../sessions/gap-words.ts';

/** A verdict with what it rests on. */
export type Judged = Pick<RunItem, 'verdict' | 'evidence' | 'checkFailure'>;

const proofs: Record<Exclude<Evidence['rests'], 'complete-list' | 'nothing'>, () => string> = {
  'own-word': m.why_own_word,
  refusal: m.why_refusal,
  'own-401': m.why_own_401,
  expiry: m.why_expiry,
  sighting: m.why_sighting,
};

/** Why the verdict is what it is, in sentences; of one that could not be reached, why not. */
export function evidenceSentences({ verdict, evidence, checkFailure }: Judged): string[] {
  const failed = checkFailure ? [m.verdict_check_failed({ why: failureLine(checkFailure) })] : [];
  if (!evidence) return [m.why_not_recorded(), ...failed];
  const { rests } = evidence;
  if (rests === 'nothing') return undecided(evidence, failed);
  const isExpired = verdict === 'expired';
  if (rests === 'complete-list') return listProof(evidence, isExpired);
  const proof = rests === 'own-word' && isExpired ? m.why_own_word_expired() : proofs[rests]();
  return [proof, ...wordsOf(evidence)];
}

/** Where the evidence comes from: "14:05:12, GET /sessions/{session_id}". */
export function evidenceSource({ request }: Evidence, time: string): string {
  return request === null ? time : m.why_source({ time, request: visibleText(request, 200) });
}

function listProof({ rows, total, readings }: Evidence, isExpired: boolean): string[] {
  const counted =
    total === null ? m.why_rows({ count: rows ?? 0 }) : m.why_rows_total({ count: rows ?? 0, total });
  return [
    isExpired ? m.why_complete_list_expired() : m.why_complete_list(),
    ...(rows === null ? [] : [counted]),
    ...(readings === null ? [] : [m.why_readings({ count: readings })]),
  ];
}

function undecided(evidence: Evidence, failed: string[]): string[] {
  const words = wordsOf(evidence);
  const answer = words.length > 0 ? [m.why_undecided(), ...words] : [];
  // The failure says why the list could not be read.
  const gaps = evidence.gaps.filter(({ why }) => why !== 'not-read' || failed.length === 0);
  const reasons = [...gaps.map(gapSentence), ...failed, ...answer];
  return reasons.length > 0 ? reasons : [m.why_nothing()];
}

function wordsOf({ word }: Evidence): string[] {
  return word === null ? [] : [m.why_word({ word: visibleText(inPageWords(word), 240) })];
}
