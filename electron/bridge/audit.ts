import { z } from 'zod';

/** The actions that are recorded: everything that changes something, here or on a server. */
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
  /** The reason in the person's words; empty when none was asked for. */
  reason: z.string(),
  /** One line: totals, names, findings. */
  outcome: z.string(),
  /** Further data, depending on the action: the plan's scope and sessions, each session's state and verdict. */
  details: z.record(z.string(), z.json()),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditFilter = z.strictObject({
  /** Searched for in the person, the connection's name, the reason, the outcome and the details; empty: all entries. */
  text: z.string().max(200),
  action: z.enum(auditActions).nullable(),
  connectionId: z.string().max(64).nullable(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const AuditPage = z.object({
  /** Newest first. */
  entries: z.array(AuditEntry),
  /** How many entries match the filter. */
  matching: z.number().int(),
  /** How many entries the log has. */
  total: z.number().int(),
});
export type AuditPage = z.infer<typeof AuditPage>;

/** What can be wrong with the log; a verification reports the first bad entry. */
export const auditFlaws = [
  'altered', // the entry does not match its hash
  'broken-link', // the entry does not follow the previous one
  'missing', // an entry is missing
  'truncated', // the log ends before its head
  'head-missing', // there are entries, but no head
  'head-forged', // the head was not written with the key in the keychain
  'head-unusable', // the head's place is taken by something that cannot be read
  'head-behind', // there are entries after the head that no crash explains
  'rolled-back', // the log is older than the one the keychain remembers
  'emptied', // the log is empty, but the keychain remembers one
] as const;

export const AuditVerification = z.object({
  /** `unanchored`: the chain is whole, but the keychain does not vouch for its end. */
  state: z.enum(['whole', 'bad', 'unanchored']),
  entries: z.number().int(),
  flaw: z.enum(auditFlaws).nullable(),
  /** The `seq` of the first bad entry. */
  seq: z.number().int().nullable(),
  checkedAt: z.number().int(),
});
export type AuditVerification = z.infer<typeof AuditVerification>;
