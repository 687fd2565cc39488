import { z } from 'zod';

/** What is recorded: everything that changes something, here or on a server. */
export const auditActions = [
  'revocation.confirmed',
  'revocation.extended',
  'revocation.undone',
  'revocation.finished',
  'revocation.interrupted',
  'revocation.checked',
  'session.switched',
  'token.minted',
  'sign-in.started',
  'sign-in.given-up',
  'push.sent',
  'changes.allowed',
  'changes.ended',
  'key.saved',
  'key.forgotten',
  'connection.saved',
  'connection.removed',
  'data.restored',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** One entry of the audit log. It holds no key, token or nonce. */
export const AuditEntry = z.object({
  /** 1, 2, 3 … without a gap. */
  seq: z.number().int(),
  /** Milliseconds since the epoch. */
  at: z.number().int(),
  /** The person, as the operating system names them. */
  actor: z.string(),
  action: z.enum(auditActions),
  connectionId: z.string(),
  connectionName: z.string(),
  connectionKind: z.string(),
  /** Why, in the person's words; empty when nobody asked. */
  reason: z.string(),
  /** In one line: totals, names, what was found. */
  outcome: z.string(),
  /** The rest, by action: the plan's scope and sessions, each session's state and verdict. */
  details: z.record(z.string(), z.json()),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditFilter = z.strictObject({
  /** Found in the person, the connection's name, the reason, the outcome or the details; empty: all entries. */
  text: z.string().max(200),
  action: z.enum(auditActions).nullable(),
  connectionId: z.string().max(64).nullable(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const AuditPage = z.object({
  /** Newest first. */
  entries: z.array(AuditEntry),
  /** How many match the filter in all. */
  matching: z.number().int(),
  /** How many there are. */
  total: z.number().int(),
});
export type AuditPage = z.infer<typeof AuditPage>;

/** What is wrong with the log, at the first entry where something is. */
export const auditFlaws = [
  'altered', // the entry is not what its hash was made of
  'broken-link', // the entry does not follow the one before
  'missing', // an entry is not there
  'truncated', // the log ends before its head
  'head-missing', // entries, but no head
  'head-forged', // the head was not written with the key of the keychain
  'head-unusable', // something is in the place of the head, and cannot be read
  'head-behind', // entries after the head that no crash explains
  'rolled-back', // the log is an earlier one than the keychain remembers
  'emptied', // there is nothing, and the keychain remembers a log
] as const;

export const AuditVerification = z.object({
  /** `unanchored`: the chain is whole, but its end cannot be proved: the keychain does not vouch for it. */
  state: z.enum(['whole', 'bad', 'unanchored']),
  entries: z.number().int(),
  flaw: z.enum(auditFlaws).nullable(),
  /** The first bad entry. */
  seq: z.number().int().nullable(),
  checkedAt: z.number().int(),
});
export type AuditVerification = z.infer<typeof AuditVerification>;
