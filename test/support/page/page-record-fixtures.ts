import { auditActions, type AuditEntry } from '../../../electron/bridge/audit.ts';
import { causes, type TimelineEntry } from '../../../electron/bridge/timeline.ts';
import { fixtureConnections, hostileName } from './page-fixtures.ts';

const minute = 60_000;

/** An entry of the audit log; `parts` says what is special about it. */
export function auditEntry(parts: Partial<AuditEntry> = {}): AuditEntry {
  const seq = parts.seq ?? 1;
  return {
    seq,
    at: Date.now() - 12 * minute,
    actor: 'ana',
    action: 'revocation.finished',
    connectionId: 'acme-eu',
    connectionName: 'acme EU',
    connectionKind: 'production',
    reason: 'Laptop lost on the train',
    outcome: 'ended 2 · failed 1 · not sent 0 · unknown 0 of 3',
    details: {
      runId: 'run-7',
      scope: 'selected',
      sessions: [
        auditSession({ id: 'row-1', nativeId: 'sess_1' }),
        auditSession({ id: 'row-2', nativeId: 'sess_2' }),
        auditSession({
          ...{ id: 'row-3', nativeId: null, user: 'mei@acme.example' },
          ...{ state: 'failed', verdict: 'still-there', said: 'Session is pinned' },
        }),
      ],
      stopped: null,
    },
    hash: seq.toString(16).padStart(64, '0'),
    ...parts,
  };
}

function auditSession(parts: { [name: string]: string | number | null }) {
  const user = 'ana@acme.example';
  return {
    id: '',
    nativeId: null,
    user,
    state: 'ended',
    verdict: 'ended',
    attempts: 1,
    said: null,
    ...parts,
  };
}

/** Entries of every kind, newest first, ending with number 1. */
export function fixtureAudit(count = 5, now = Date.now()): AuditEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const connection = fixtureConnections[index % fixtureConnections.length];
    const action = auditActions[(index + 2) % auditActions.length] ?? 'key.saved';
    return auditEntry({
      seq: count - index,
      at: now - (index * index + 1) * 7 * minute,
      actor: index === 3 ? hostileName : index % 2 ? 'jonas' : 'ana',
      action,
      connectionId: connection?.id ?? '',
      connectionName: connection?.name ?? '',
      connectionKind: connection?.kind ?? '',
      ...(index % 3 === 1 ? { reason: '', outcome: 'key saved in the keychain', details: {} } : {}),
    });
  });
}

/** One request; `parts` says what is special about it. */
export function timelineEntry(parts: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    id: 1,
    at: Date.now() - minute,
    connectionId: 'demo-better-auth',
    cause: 'person',
    runId: null,
    method: 'GET',
    path: '/api/auth/multi-session/list-device-sessions',
    attempt: 1,
    status: 200,
    took: 84,
    size: 12_345,
    requestHeaders: { accept: 'application/json', cookie: '[left out]' },
    responseHeaders: { 'content-type': 'application/json', 'set-cookie': '[left out]' },
    failure: null,
    canSendAgain: true,
    ...parts,
  };
}

/** Requests of several connections and causes, newest first, ending with number 1. */
export function fixtureTimeline(count = 12, now = Date.now()): TimelineEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const id = count - index;
    const ends = id % 3 === 0;
    return timelineEntry({
      id,
      at: now - index * 9_000 - 4_000,
      connectionId: fixtureConnections[id % 2 ? 0 : 6]?.id ?? '',
      cause: causes[id % causes.length] ?? 'person',
      took: 20 + ((id * 37) % 1_400),
      ...(ends
        ? { method: 'POST', path: `/v1/devices/dev_${id}/end`, canSendAgain: false, attempt: (id % 2) + 1 }
        : {}),
      ...(id % 7 === 0 ? { status: 503, size: 120 } : {}),
    });
  });
}
