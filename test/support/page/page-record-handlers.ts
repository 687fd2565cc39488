import type { AuditEntry } from '../../../electron/bridge/audit.ts';
import { fail } from '../../../electron/bridge/failure.ts';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import type { Settings } from '../../../electron/bridge/settings.ts';
import type { TimelineEntry } from '../../../electron/bridge/timeline.ts';
import { firstSettings } from '../../../electron/host/shell/settings.ts';
import { fixtureAudit, fixtureTimeline, timelineEntry } from './page-record-fixtures.ts';

type Calls =
  | 'audit.list'
  | 'audit.verify'
  | 'timeline.list'
  | 'timeline.clear'
  | 'timeline.sendAgain'
  | 'guard.read'
  | 'guard.allow'
  | 'guard.end'
  | 'settings.read'
  | 'settings.save';

interface Record {
  /** Newest first. */
  audit?: readonly AuditEntry[];
  timeline?: readonly TimelineEntry[];
}

/** The audit log, the request timeline, the production guard and the settings of a small world in memory. */
export function recordHandlers(record: Record = {}): Pick<Handlers, Calls> {
  return { ...auditHandlers(record), ...timelineHandlers(record), ...guardHandlers(), ...settingsHandlers() };
}

function auditHandlers({ audit = fixtureAudit() }: Record) {
  return {
    'audit.list': async ({ filter: { text, action, connectionId }, before, limit }) => {
      const matching = audit.filter(
        (entry) =>
          JSON.stringify(entry).toLowerCase().includes(text.toLowerCase()) &&
          (action === null || entry.action === action) &&
          (connectionId === null || entry.connectionId === connectionId),
      );
      const entries = matching.filter(({ seq }) => before === null || seq < before).slice(0, limit);
      return { entries, matching: matching.length, total: audit.length };
    },
    'audit.verify': async () => ({
      state: 'whole',
      entries: audit.length,
      flaw: null,
      seq: null,
      checkedAt: Date.now(),
    }),
  } satisfies Partial<Handlers>;
}

function timelineHandlers({ timeline = fixtureTimeline() }: Record) {
  let kept = [...timeline];
  const of = (connectionId: string | null) => (entry: TimelineEntry) =>
    connectionId === null || entry.connectionId === connectionId;
  return {
    'timeline.list': async ({ connectionId, text, before, limit }) => {
      const all = kept.filter(of(connectionId));
      const matching = all.filter(({ method, path, status }) => `${method} ${path} ${status}`.includes(text));
      const entries = matching.filter(({ id }) => before === null || id < before).slice(0, limit);
      return { entries, matching: matching.length, total: all.length };
    },
    'timeline.clear': async ({ connectionId }) => {
      kept = kept.filter((entry) => !of(connectionId)(entry));
      return {};
    },
    'timeline.sendAgain': async ({ id }) => {
      const sent = kept.find((entry) => entry.id === id && entry.canSendAgain);
      if (!sent) return fail({ code: 'not-found', tried: 'timeline.sendAgain', got: 'No such request' });
      const again = { ...sent, id: (kept[0]?.id ?? 0) + 1, at: Date.now(), cause: 'sent-again' as const };
      kept = [timelineEntry(again), ...kept];
      return again;
    },
  } satisfies Partial<Handlers>;
}

function guardHandlers() {
  const untils = new Map<string, number>();
  const read = async ({ connectionId }: { connectionId: string }) => {
    const until = untils.get(connectionId) ?? null;
    return { until, left: until === null ? null : until - Date.now() };
  };
  return {
    'guard.read': read,
    'guard.allow': async (of) => {
      untils.set(of.connectionId, Date.now() + 15 * 60_000);
      return read(of);
    },
    'guard.end': async (of) => {
      untils.delete(of.connectionId);
      return read(of);
    },
  } satisfies Partial<Handlers>;
}

function settingsHandlers() {
  let settings = firstSettings;
  return {
    'settings.read': async () => settings,
    'settings.save': async (changes) => (settings = { ...settings, ...(changes as Partial<Settings>) }),
  } satisfies Partial<Handlers>;
}
