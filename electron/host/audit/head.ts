import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AuditVerification } from '../../bridge/audit.ts';
import { beginning, type Tail } from './chain.ts';
import type { Head, HeadFile, Heads } from './head-file.ts';

/** What is wrong, and the first bad entry where it can be named. */
export type Flaw = Pick<AuditVerification, 'flaw' | 'seq'>;

/** What a head is held against. */
export interface Chain {
  last(): Tail;
  hashAt(seq: number): string | null;
}

/**
 * What the head says against the chain; null when it says nothing. A crash between an entry and its head leaves the
 * chain one ahead, which is no flaw. Without the key, heads are compared with the chain but not their MAC.
 */
export function flawOf(heads: ReturnType<HeadFile['read']>, key: Buffer | null, chain: Chain): Flaw | null {
  const last = chain.last();
  if (heads === 'unreadable') return { flaw: 'head-forged', seq: null };
  if (heads === 'none' || (key && !heads.head)) {
    return last.seq > 0 ? { flaw: 'head-missing', seq: null } : null;
  }
  const { head, loose } = heads;
  if (key && head && !isSigned(head, key)) return { flaw: 'head-forged', seq: null };
  for (const tail of [head, loose]) {
    const flaw = tail && misfit(tail, chain);
    if (flaw) return flaw;
  }
  const { seq } = endOf(heads);
  return last.seq > seq + 1 ? { flaw: 'head-behind', seq: seq + 1 } : null;
}

function misfit({ seq, hash }: Tail, chain: Chain): Flaw | null {
  const last = chain.last();
  if (seq > last.seq) return { flaw: 'truncated', seq: last.seq + 1 };
  // Each entry follows the one before, and yet this is another: the chain was made anew.
  if (seq > 0 && chain.hashAt(seq) !== hash) return { flaw: 'altered', seq };
  return null;
}

/** As far as the heads go. */
export function endOf({ head, loose }: Heads): Tail {
  const [signed, unsigned] = [head ?? beginning, loose ?? beginning];
  return unsigned.seq > signed.seq ? unsigned : signed;
}

/**
 * The heads once the log has come to `tail`. With the key, the head is moved there, and remembers for ever whether
 * entries before it were once without; without the key, the head stays where it is and `loose` is moved.
 */
export function moved(heads: Heads | 'none', key: Buffer | null, { seq, hash }: Tail): Heads {
  const { head, loose } = heads === 'none' ? { head: null, loose: null } : heads;
  if (!key) return { head, loose: { seq, hash } };
  const gap = loose !== null || (head?.gap ?? false);
  return { head: { seq, hash, gap, mac: macOf({ seq, hash, gap }, key).toString('hex') }, loose: null };
}

/** Whether the heads account for every entry under the key. */
export function isAnchored(heads: ReturnType<HeadFile['read']>, key: Buffer | null): boolean {
  if (heads === 'none') return true;
  return key !== null && heads !== 'unreadable' && heads.loose === null && heads.head?.gap === false;
}

function isSigned(head: Head, key: Buffer): boolean {
  return timingSafeEqual(macOf(head, key), Buffer.from(head.mac, 'hex'));
}

function macOf({ seq, hash, gap }: Omit<Head, 'mac'>, key: Buffer): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([seq, hash, gap]))
    .digest();
}
