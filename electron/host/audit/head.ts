import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AuditVerification } from '../../bridge/audit.ts';
import { beginning, type Tail } from './chain.ts';
import type { Head, HeadFile, Heads } from './head-file.ts';
import type { Mark, Remembered } from './mark.ts';

/** What is wrong, and the `seq` of the first bad entry where known. */
export type Flaw = Pick<AuditVerification, 'flaw' | 'seq'>;

/** The chain that a head must match. */
export interface Chain {
  last(): Tail;
  hashAt(seq: number): string | null;
}

/** What is known about the log's end apart from the log itself. */
export interface Evidence {
  heads: ReturnType<HeadFile['read']>;
  /** Null when it is unavailable: heads are then compared with the chain, but their MAC is not checked. */
  key: Buffer | null;
  mark: Remembered;
}

/**
 * The flaw that the evidence shows in the chain; null: none. A crash between an entry and its head leaves the chain one
 * entry ahead, and a crash between a mark and its entry leaves the mark one ahead: neither is a flaw.
 */
export function flawOf(evidence: Evidence, chain: Chain): Flaw | null {
  return headFlaw(evidence, chain) ?? markFlaw(evidence, chain) ?? excessFlaw(evidence, chain);
}

function headFlaw({ heads, key }: Evidence, chain: Chain): Flaw | null {
  if (heads === 'unreadable') return { flaw: 'head-forged', seq: null };
  if (heads === 'unusable') return { flaw: 'head-unusable', seq: null };
  if (heads === 'none' || (key && !heads.head))
    return chain.last().seq > 0 ? { flaw: 'head-missing', seq: null } : null;
  const { head, loose } = heads;
  if (key && head && !isSigned(head, key)) return { flaw: 'head-forged', seq: null };
  for (const tail of [head, loose]) {
    const flaw = tail && misfit(tail, chain);
    if (flaw) return flaw;
  }
  return null;
}

function markFlaw({ key, mark }: Evidence, chain: Chain): Flaw | null {
  const last = chain.last();
  if (mark === 'unknown') return null;
  if (mark === null) {
    // The key is created only for the first entry, and after that entry's mark.
    return key && last.seq === 0 ? { flaw: 'emptied', seq: null } : null;
  }
  const lost = mark.seq - last.seq;
  if (lost > 1 || (lost === 1 && mark.confirmed))
    return last.seq === 0 ? { flaw: 'emptied', seq: null } : { flaw: 'rolled-back', seq: last.seq + 1 };
  const isOther = lost <= 0 && mark.confirmed && chain.hashAt(mark.seq) !== mark.hash;
  return isOther ? { flaw: 'altered', seq: mark.seq } : null;
}

/** Entries after the head: a crash explains one, unless there is a mark and it does not match that entry. */
function excessFlaw({ heads, key, mark }: Evidence, chain: Chain): Flaw | null {
  if (typeof heads === 'string') return null;
  const last = chain.last();
  const { seq } = endOf(heads);
  const excess = last.seq - seq;
  const isMarked = key !== null && heads.loose === null && heads.head?.marked === true;
  const isForged = excess === 1 && isMarked && mark !== null && mark !== 'unknown' && !vouches(mark, last);
  return excess > 1 || isForged ? { flaw: 'head-behind', seq: seq + 1 } : null;
}

/** Whether the mark matches this end of the log. */
function vouches(mark: Mark, last: Tail): boolean {
  return mark.seq === last.seq && mark.hash === last.hash;
}

function misfit({ seq, hash }: Tail, chain: Chain): Flaw | null {
  const last = chain.last();
  if (seq > last.seq) return { flaw: 'truncated', seq: last.seq + 1 };
  // The chain is consistent and yet has another entry here: it was rewritten.
  if (seq > 0 && chain.hashAt(seq) !== hash) return { flaw: 'altered', seq };
  return null;
}

/** The last entry that the heads cover. */
export function endOf({ head, loose }: Heads): Tail {
  const [signed, unsigned] = [head ?? beginning, loose ?? beginning];
  return unsigned.seq > signed.seq ? unsigned : signed;
}

/**
 * The heads after the log has reached `tail`. With the key, the head moves there and records for good whether earlier
 * entries were written without it; without the key, the head stays and `loose` moves.
 *
 * @param marked whether the keychain has a mark of `tail`, or of the entry that is about to follow it
 */
export function moved(
  heads: Heads | 'none',
  key: Buffer | null,
  { seq, hash }: Tail,
  marked: boolean,
): Heads {
  const { head, loose } = heads === 'none' ? { head: null, loose: null } : heads;
  if (!key) return { head, loose: { seq, hash } };
  const gap = loose !== null || (head?.gap ?? false);
  const signed = { seq, hash, gap, marked };
  return { head: { ...signed, mac: macOf(signed, key).toString('hex') }, loose: null };
}

/** Whether the heads cover every entry with the key, and the keychain's mark covers the last. */
export function isAnchored({ heads, key, mark }: Evidence, chain: Chain): boolean {
  if (heads === 'none') return mark !== 'unknown';
  if (typeof heads === 'string' || key === null || heads.loose !== null || heads.head?.gap !== false)
    return false;
  if (mark === 'unknown') return false;
  // A log of an earlier version, which has no mark yet.
  if (mark === null) return heads.head.marked !== true;
  const last = chain.last();
  return vouches(mark, last) || mark.seq === last.seq + 1;
}

function isSigned(head: Head, key: Buffer): boolean {
  return timingSafeEqual(macOf(head, key), Buffer.from(head.mac, 'hex'));
}

function macOf({ seq, hash, gap, marked }: Omit<Head, 'mac'>, key: Buffer): Buffer {
  const fields = [seq, hash, gap, ...(marked === undefined ? [] : [marked])];
  return createHmac('sha256', key).update(JSON.stringify(fields)).digest();
}
