import { eventHub, type EventHub } from '../../bridge/crossing/serve.ts';
import { openAuditLog } from '../audit/log.ts';
import { credentialsIn } from '../connections/realm.ts';
import { openGuard } from '../guard/guard.ts';
import { Breaker } from '../http/breaker.ts';
import { firstBackoff, RetryBudget } from '../http/retry.ts';
import { Turns } from '../http/turns.ts';
import { heldKeys } from '../keys/held-keys.ts';
import { openOperations } from '../lists/operations.ts';
import { KnownSecrets, learning } from '../scrub/known-secrets.ts';
import { openSettings } from '../shell/settings.ts';
import { connectionTable } from '../store/connections.ts';
import { folderLock } from '../store/lock.ts';
import { openBeside, openStore } from '../store/open.ts';
import type { NewEntry } from '../timeline/entry.ts';
import { openTimeline } from '../timeline/timeline.ts';
import type { HostOptions, Inside } from './options.ts';

/** Opens the parts that everything else uses: store, wire, audit log, and the connections of both realms. */
export function openParts(given: HostOptions) {
  const secrets = new KnownSecrets();
  const scrub = (text: string) => secrets.scrubText(text);
  const report = (where: string, error: unknown) => given.report(where, error, scrub);
  const options: Inside = { ...given, report };
  const { folder, keychain, demo } = given;
  const budget = () => given.budget ?? 30_000;
  const db = openStore(folder);
  const lock = folderLock(folder);
  const table = connectionTable(db);
  const keys = heldKeys(keychain);
  const credentials = credentialsIn(keys, table);
  const own = learning(secrets, { list: () => table.list(), credentials, table });
  const hub = eventHub(secrets);
  const wire = openWire(options, hub, secrets);
  const operations = openOperations(
    demo ? [learning(secrets, demo.realm), own] : [own],
    wire,
    secrets,
    budget,
  );
  const changed = () => hub.publish('audit.changed', {});
  const audit = openAuditLog(db, { folder, keys, secrets, changed, report });
  const settings = openSettings(db, () => hub.publish('settings.changed', {}));
  return { db, lock, table, hub, wire, operations, audit, settings, own, options, secrets, scrub };
}

export type Parts = ReturnType<typeof openParts>;

/** Closes the timeline, the store and the lock of the data folder. */
export function closeParts({ wire, db, lock }: Parts): void {
  wire.timeline.close();
  db.close();
  // Last, because work in flight may write to the store until it is closed.
  lock.release();
}

/** What the requests of all connections share: the production guard, the timeline, retries and turns. */
function openWire(
  { folder, version, report, backoff = firstBackoff }: Inside,
  { publish }: EventHub,
  secrets: KnownSecrets,
) {
  const kept = openTimeline(openBeside(folder), {
    changed: () => publish('timeline.changed', {}),
    failed: (error) => report('the timeline', error),
  });
  const guard = openGuard((connectionId) => publish('guard.changed', { connectionId }));
  const timeline = {
    ...kept,
    record: (entry: NewEntry) => kept.record(secrets.scrub(entry)),
    note: (entry: NewEntry) => kept.note(secrets.scrub(entry)),
  };
  const pace = { retries: new RetryBudget(), breaker: new Breaker(), turns: new Turns() };
  return { guard, timeline, ...pace, backoff, attemptLimit: 10_000, userAgent: `Sessiondeck/${version}` };
}
