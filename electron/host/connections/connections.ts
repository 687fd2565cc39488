import { randomUUID } from 'node:crypto';
import { adapters } from '../../adapters/index.ts';
import type { Connection, ConnectionCheck, ConnectionDraft } from '../../bridge/connection.ts';
import { fail } from '../../bridge/failure.ts';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import { able } from '../work/attempt.ts';
import type { AuditLog, AuditRecord } from '../audit/log.ts';
import type { Operations } from '../lists/operations.ts';
import { parseRoute } from '../http/route/route.ts';
import { serverNameOf } from '../sign-in/limit-names.ts';
import type { Revocation } from '../revocation/open.ts';
import type { ConnectionTable } from '../store/connections.ts';
import { parseBaseUrl } from '../http/urls.ts';

type ConnectionHandlers = Pick<
  Handlers,
  'connections.list' | 'connections.save' | 'connections.remove' | 'connections.check'
>;

/** The calls that list, save, remove and check connections. Only the person's own can be changed. */
export function connectionHandlers(
  operations: Operations,
  table: ConnectionTable,
  audit: AuditLog,
  revocation: Pick<Revocation, 'isOpenOn' | 'endAllOn'>,
  leaveSignIns: (connectionId: string) => Promise<void>,
  changed: () => void,
): ConnectionHandlers {
  return {
    'connections.list': async () => operations.connections(),

    async 'connections.save'(draft) {
      const connection = toConnection(operations, draft);
      const before = draft.id === null ? null : operations.find(draft.id).connection;
      if (before && isElsewhere(operations, before, connection)) await leaveSignIns(before.id);
      table.save(connection);
      changed();
      await audit.record(recordOfSaving(connection, before));
      return connection;
    },

    async 'connections.remove'({ connectionId, openRuns, signIns }) {
      const { connection, realm } = removable(operations, connectionId);
      if (signIns !== 'drop') await leaveSignIns(connectionId);
      if (openRuns) await revocation.endAllOn(connectionId, openRuns === 'read-back');
      // The person may have removed it in another call during a slow read-back; this throws `not-found` then.
      operations.find(connectionId);
      if (revocation.isOpenOn(connectionId)) refuseOpen();
      // Once removed here, its key is listed as an orphan to delete, even after a crash or while the keychain is locked.
      table.remove(connectionId);
      const isClear = await realm.credentials.clear(connectionId);
      operations.forget(connectionId);
      changed();
      await audit.record(recordOfRemoving(connection, isClear));
      return {};
    },

    'connections.check': ({ connectionId }) => check(operations, connectionId),
  };
}

/** Whether a connection moves to another server, or to another address so that its key must be entered again. */
function isElsewhere(operations: Operations, before: Connection, now: Connection): boolean {
  const { adapter } = operations.find(before.id);
  const [was, is] = [before, now].map((connection) => serverNameOf({ connection, adapter }));
  return was !== is || new URL(before.baseUrl).origin !== new URL(now.baseUrl).origin;
}

/**
 * Reads the connection's list once, and reports the number of sessions and the duration, ms. If the filters do not say
 * whose sessions to list, checks only the key.
 */
async function check(operations: Operations, connectionId: string): Promise<ConnectionCheck> {
  const started = performance.now();
  const listing = await operations.operate(connectionId, async ({ connection, adapter, api }) => {
    const { subject, checkKey } = adapter;
    const isSaid = subject.length === 0 || subject.some((name) => connection.filters[name]?.trim());
    if (isSaid || !checkKey) return able(adapter, 'list')(api, connection.filters);
    await checkKey(api);
    return null;
  });
  const took = Math.round(performance.now() - started);
  if (!listing) return { sessions: null, unreadable: 0, took, notes: [] };
  return { sessions: listing.rows.length, unreadable: listing.unreadable, took, notes: listing.notes };
}

function recordOfSaving(connection: Connection, before: Connection | null): AuditRecord {
  return {
    action: 'connection.saved',
    connection,
    outcome: before ? 'changed' : 'added',
    details: { now: described(connection), before: before && described(before) },
    otherwise: 'the connection is saved all the same',
  };
}

function recordOfRemoving(connection: Connection, isClear: boolean): AuditRecord {
  return {
    action: 'connection.removed',
    connection,
    outcome: isClear ? 'removed with its key' : 'removed, its key once the keychain can be used',
    otherwise: 'the connection is removed all the same',
  };
}

function removable(operations: Operations, connectionId: string) {
  const found = operations.find(connectionId);
  if (found.realm.table) return found;
  return fail({ code: 'unsupported', tried: 'connections.remove', got: 'demo connections stay' });
}

/** Throws `invalid`: without its connection a run could not be read back, and its outcome would be lost. */
function refuseOpen(): never {
  const got =
    'sessions are being ended on this connection: stop that first, or have it stopped and read back';
  return fail({ code: 'invalid', tried: 'connections.remove', got, next: 'refresh' });
}

/** The fields that decide where requests go and how they are guarded. */
function described({ api, name, kind, baseUrl }: Connection) {
  return { api, name, kind, baseUrl };
}

function toConnection(operations: Operations, draft: ConnectionDraft): Connection {
  const tried = 'connections.save';
  const adapter = adapters.get(draft.api);
  if (!adapter) return fail({ code: 'invalid', tried, got: 'there is no such API', field: 'api' });
  const existing = draft.id === null ? null : operations.find(draft.id);
  if (existing && !existing.realm.table) {
    return fail({ code: 'unsupported', tried, got: 'demo connections cannot be changed' });
  }
  if (existing && existing.connection.api !== draft.api) {
    return fail({
      code: 'invalid',
      tried,
      got: 'the API of a connection cannot be changed: add another',
      field: 'api',
    });
  }
  const required = adapter.settings.find(({ name, required }) => required && !draft.settings[name]?.trim());
  if (required)
    return fail({ code: 'invalid', tried, got: `${required.label} is needed`, field: required.name });
  return {
    ...draft,
    id: draft.id ?? randomUUID(),
    baseUrl: parseBaseUrl(draft.baseUrl),
    settings: { ...known(draft.settings, adapter.settings), ...parseRoute(draft.settings) },
    filters: known(draft.filters, adapter.filters),
  };
}

/** Keeps the values of the adapter's fields, trimmed; empty for those not given. */
function known(values: Record<string, string>, fields: { name: string }[]): Record<string, string> {
  return Object.fromEntries(fields.map(({ name }) => [name, values[name]?.trim() ?? '']));
}
