import { atTheDoor, fromOutside, kept } from './table-outside.ts';
import type { Mutant } from './mutant.ts';

/** What a run says became of the sessions. */
const account: Mutant[] = [
  {
    ...{ name: '200 believed', file: 'electron/host/revocation/read-back/read-back.ts' },
    find: 'async function judge(inquiry: Inquiry, one: Sought): Promise<Finding> {',
    replace: `async function judge(inquiry: Inquiry, one: Sought): Promise<Finding> {
  if (one.callFailure === null && inquiry.list) return ofCompleteList(inquiry.list, one.session);`,
    noticedBy: 'chaos with lies',
  },
  {
    ...{ name: 'read-back skipped', file: 'electron/host/revocation/read-back/verdicts.ts' },
    find: 'if (!finding) return item;',
    replace: "return { ...item, state: item.callFailure ? 'failed' : 'ended' } as RunItem;",
    noticedBy: 'chaos with lies',
  },
  {
    ...{ name: 'unreadable rows ignored', file: 'electron/adapters/pages/tally.ts' },
    find: "...(this.#unreadable > 0 ? [gap('unreadable-rows', this.#unreadable)] : []),",
    replace: '',
    noticedBy: 'chaos with lies',
  },
  {
    ...{ name: 'total ignored', file: 'electron/adapters/pages/tally.ts' },
    find: 'const missing = (this.#total ?? found) - found;',
    replace: 'const missing = 0;',
    noticedBy: 'chaos with lies',
  },
  {
    ...{ name: 'any 404 means gone', file: 'electron/host/http/answer.ts' },
    find: "if (status === 404 && gone && tried.includes('{')) return 'not-found';",
    replace: "if (status === 404) return 'not-found';",
    noticedBy: 'chaos with lies',
  },
];

/** What a run does, and what of it is on disk when it is cut off. */
const runs: Mutant[] = [
  {
    ...{ name: 'intent not written', file: 'electron/host/revocation/send-call.ts' },
    find: 'await journal.intend(run.id, positions);',
    replace: '',
    noticedBy: 'chaos with kills',
  },
  {
    ...{ name: 'attempts not counted on disk', file: 'electron/host/revocation/journal/journal.ts' },
    find: "SET state = 'sending', attempts = attempts + 1, call_failure",
    replace: "SET state = 'sending', call_failure",
    noticedBy: 'chaos with kills',
  },
  {
    ...{ name: 'fsync off', file: 'electron/host/store/open.ts' },
    find: 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;',
    replace: 'PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;',
    noticedBy: 'chaos with kills',
  },
  {
    ...{ name: 'resume sends', file: 'electron/host/revocation/recover.ts' },
    find: `const run = isOver ? recorded : cutOff(recorded);
  if (!isOver) journal.finish(run);`,
    replace: `const run = recorded;
  if (!isOver) setTimeout(() => runs.find(run.id).wait(0), 1);`,
    noticedBy: 'chaos with kills',
  },
  {
    ...{ name: 'what was being sent is not sent', file: 'electron/host/revocation/recover.ts' },
    find: "if (item.state === 'waiting') return notSent(item, ended);",
    replace: "if (item.state === 'waiting' || item.state === 'sending') return notSent(item, ended);",
    noticedBy: 'chaos with kills',
  },
  {
    ...{ name: 'undo sends', file: 'electron/host/revocation/run.ts' },
    find: `this.#leaveWaiting();
    const items`,
    replace: 'const items',
    noticedBy: 'chaos on Undo',
  },
  {
    ...{ name: 'undo window shortened', file: 'electron/host/revocation/undo-window.ts' },
    find: 'this.#wakeAfter(length, () => this.#settle());',
    replace: 'this.#wakeAfter(length - 500, () => this.#settle());',
    noticedBy: 'chaos on Undo',
  },
  {
    ...{ name: 'lock off', file: 'electron/host/revocation/handlers.ts' },
    find: 'const problem = this.#lock.take();',
    replace: 'const problem = null as LockProblem | null;',
    noticedBy: 'chaos on two at once',
  },
  {
    ...{ name: 'POST retried', file: 'electron/host/http/retry.ts' },
    find: "if (kind === 'once') return status !== null && notDone.includes(status) && retryAt !== null;",
    replace: '',
    noticedBy: 'chaos on sign-ins',
  },
  {
    // Two operations that change a key at once: the later one writes back a copy from before the earlier one's change.
    ...{ name: 'old copy of a key written back', file: 'electron/host/connections/realm.ts' },
    find: 'return inTurns({',
    replace: 'const atOnce = <All>(all: All): All => all;\n  return atOnce({',
    noticedBy: 'chaos on sign-ins',
  },
  {
    ...{ name: 'redirect followed', file: 'electron/host/http/http.ts' },
    find: "redirect: 'error',",
    replace: "redirect: 'follow',",
    noticedBy: 'chaos on servers of no use',
  },
  {
    ...{ name: 'breaker off', file: 'electron/host/http/breaker.ts' },
    find: 'return this.#circuitOf(connectionId).failures >= downAfter;',
    replace: 'return this.#circuitOf(connectionId).failures === Infinity;',
    noticedBy: 'chaos on servers of no use',
  },
];

/** What the audit log proves. */
const record: Mutant[] = [
  {
    ...{ name: 'head unsigned', file: 'electron/host/audit/head.ts' },
    find: "if (key && head && !isSigned(head, key)) return { flaw: 'head-forged', seq: null };",
    replace: '',
    noticedBy: 'fuzz files',
  },
  {
    ...{ name: 'audit entry not chained', file: 'electron/host/audit/verify.ts' },
    find: "return row['previous'] === before.hash ? null : { flaw: 'broken-link', seq };",
    replace: 'return null;',
    noticedBy: 'fuzz files',
  },
  {
    ...{ name: 'audit entry not hashed', file: 'electron/host/audit/verify.ts' },
    find: "if (hashOf(row) !== row['hash']) return { flaw: 'altered', seq };",
    replace: '',
    noticedBy: 'fuzz files',
  },
  {
    ...{ name: 'mark in the keychain ignored', file: 'electron/host/audit/head.ts' },
    find: 'return headFlaw(evidence, chain) ?? markFlaw(evidence, chain) ?? excessFlaw(evidence, chain);',
    replace: 'return headFlaw(evidence, chain) ?? excessFlaw(evidence, chain);',
    noticedBy: 'fuzz files',
  },
];

export const mutants: readonly Mutant[] = [
  ...account,
  ...runs,
  ...record,
  ...atTheDoor,
  ...kept,
  ...fromOutside,
];
