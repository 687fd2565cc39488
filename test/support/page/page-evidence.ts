import { page } from 'vitest/browser';
import type { Evidence } from '../../../electron/bridge/evidence.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { pattern } from '../like.ts';
import { verdicts } from './page-ending.ts';

/** A complete list of twelve, read twice, at 14:05:12 today; `parts` says what is special about it. */
export function fixtureEvidence(parts: Partial<Evidence> = {}): Evidence {
  return {
    rests: 'complete-list',
    at: new Date().setHours(14, 5, 12, 0),
    request: 'GET /sessions',
    entryId: null,
    word: null,
    rows: 12,
    total: 12,
    readings: 2,
    gaps: [],
    ...parts,
  };
}

/** Evidence of another kind, without the counts of a list. */
export function fixtureProof(rests: Evidence['rests'], parts: Partial<Evidence> = {}): Evidence {
  return fixtureEvidence({ rests, rows: null, total: null, readings: null, ...parts });
}

/** The button beside the verdict of somebody's session. */
export const whyOf = (who: RegExp | string) =>
  verdicts()
    .getByRole('listitem')
    .filter({ hasText: who })
    .getByRole('button', { name: pattern`^${m.why()}` });
/** What it unfolds. */
export const whyPanel = () => page.getByRole('dialog', { name: pattern`^${m.why()}` });
