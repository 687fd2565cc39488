import { adapters, describe } from '../adapters/index.ts';
import type { ApiInfo } from '../bridge/api.ts';
import type { Carrier } from '../bridge/crossing/connect.ts';
import { eventHub, type EventHub, type Handlers, serve } from '../bridge/crossing/serve.ts';
import { auditHandlers } from './audit/handlers.ts';
import { openAuditLog } from './audit/log.ts';
import { connectionHandlers } from './connections/connections.ts';
import { demoHandlers } from './connections/demo-handlers.ts';
import type { Demo } from './connections/demo.ts';
import { credentialsIn } from './connections/realm.ts';
import { openGuard } from './guard/guard.ts';
import { guardHandlers } from './guard/handlers.ts';
import { Breaker } from './http/breaker.ts';
import { firstBackoff, RetryBudget } from './http/retry.ts';
import { routeFields } from './http/route.ts';
import { Turns } from './http/turns.ts';
import { keyHandlers } from './keys/handlers.ts';
import { heldKeys } from './keys/held-keys.ts';
import { keychainHandlers } from './keys/keychain-handlers.ts';
import type { Keychain } from './keys/keys.ts';
import { openDesk } from './lists/desk.ts';
import { sessionHandlers } from './lists/handlers.ts';
import { Listing } from './lists/listing.ts';
import { type Clock, realClock } from './revocation/clock.ts';
import { openRevocation } from './revocation/open.ts';
import { KnownSecrets, learning } from './scrub/known-secrets.ts';
import { openSettings, settingsHandlers } from './shell/settings.ts';
import { type Desktop, noDesktop, openShell, type ShellDoor } from './shell/shell.ts';
import { openSignIn, type SignIn } from './sign-in/open.ts';
import { connectionTable } from './store/connections.ts';
import { openData } from './store/data.ts';
import { diskFailure } from './store/errors.ts';
import { folderLock } from './store/lock.ts';
import { openBeside, openStore } from './store/open.ts';
import type { NewEntry } from './timeline/entry.ts';
import { timelineHandlers } from './timeline/handlers.ts';
import { openTimeline } from './timeline/timeline.ts';
import { openTokens } from './tokens/tokens.ts';
import { watchHandlers } from './watch/handlers.ts';
import { Watches } from './watch/watches.ts';
import { newSlices } from './work/slices.ts';

export interface HostOptions {
  /** Folder of the store; made if need be. */
  folder: string;
  keychain: Keychain;
  shell: 'desktop' | 'browser';
  /** What a desktop shell does for the page; left out in a browser tab. */
  desktop?: Desktop;
  version: string;
  /** The running demo, whose connections are shown and which is closed with the host; null for none. */
  demo: Demo | null;
  /** Deadline of one operation, ms; 30 s when left out. Read as each operation begins. */
  budget?: number;
  /** Back-off before a request is sent again, ms; 300 when left out. */
  backoff?: number;
  /** Time for plans and runs; the system's when left out. */
  clock?: Clock;
  /** Between two readings of a watched connection, ms; a minute when left out. */
  watchEvery?: number;
  /** How soon a sign-in that nobody asks after is looked at for the first time, ms; 5 s when left out. */
  lookAfter?: number;
  /**
   * Told of faults of our own. The error may hold a secret: name its class, do not print it. `scrub` takes the secrets that
   * are in use out of a text.
   */
  report: (method: string, error: unknown, scrub: (text: string) => string) => void;
}

/** The options as they are used inside: what is reported is scrubbed. */
interface Inside extends Omit<HostOptions, 'report'> {
  report: (where: string, error: unknown) => void;
}

export interface Host extends Carrier {
  /** For the shell around the page: what it tells the page, and whether it is locked. */
  door: ShellDoor;
  /** A text for the shell's own log, without the secrets that are in use. */
  scrub: (text: string) => string;
  publish: EventHub['publish'];
  close(): Promise<void>;
}

/** Puts the app together: what every shell carries across. Throws StoreError when the store cannot be used. */
export function openHost(given: HostOptions): Host {
  const parts = openParts(given);
  const { options, db, table, hub, wire, desk, audit, settings, secrets, scrub } = parts;
  const { shell, version, demo, report, desktop = noDesktop } = options;
  const { guard, timeline } = wire;
  const sessionsChanged = (connectionId: string) => hub.publish('sessions.changed', { connectionId });
  const tokens = openTokens(desk, audit, secrets, desktop);
  const around = openShell({
    ...{ kind: shell, desktop, publish: hub.publish },
    letGo() {
      for (const connection of desk.connections())
        if (guard.end(connection.id))
          void audit.recordAfter({ action: 'changes.ended', connection, outcome: 'ended by the lock' });
      tokens.forget();
      secrets.forget();
    },
    phoneOf: (connectionId) => demo?.apis.get(connectionId)?.look().phone ?? null,
  });
  const signIn = openSignIn({
    ...{ desk, audit, db, version, publish: hub.publish },
    report: (error) => report('signing in', error),
    ...(options.lookAfter === undefined ? {} : { lookAfter: options.lookAfter }),
  });
  const readers = openReaders(options, parts, signIn, around.door);
  const keys = openKeys(options, parts);
  const handlers: Handlers = {
    'app.about': async () => ({ version, shell }),
    'apis.list': async () => describeAll(),
    ...connectionHandlers(desk, table, audit, readers.revocation, () => {
      guard.review(desk.connections());
      hub.publish('connections.changed', {});
    }),
    ...keys.handlers,
    ...sessionHandlers(desk, readers.listing, audit, sessionsChanged),
    ...signIn.handlers,
    ...tokens.handlers,
    ...demoHandlers(demo),
    ...auditHandlers(audit),
    ...guardHandlers(guard, desk, audit),
    ...timelineHandlers(timeline, desk),
    ...settingsHandlers(settings),
    ...around.handlers,
    ...readers.handlers,
  };
  return {
    ...serve(handlers, hub, report, secrets, newSlices, diskFailure),
    door: around.door,
    scrub,
    publish: hub.publish,
    async close() {
      await Promise.all([signIn.close(), readers.close(), keys.close()]);
      await demo?.close();
      await audit.close();
      guard.close();
      readers.data.close();
      closeParts(parts);
    },
  };
}

function closeParts({ wire, db, lock }: ReturnType<typeof openParts>): void {
  wire.timeline.close();
  db.close();
  // Last: until the store is closed, something that was under way may still write to it.
  lock.release();
}

/** Every API as its adapter describes it, with the settings that all connections have. */
function describeAll(): ApiInfo[] {
  return [...adapters].map(([id, adapter]) => {
    const own = describe(id, adapter);
    return { ...own, settings: [...own.settings, ...routeFields] };
  });
}

/** What everything else is made of: store, wire, audit log, and the connections of both realms. */
function openParts(given: HostOptions) {
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
  const desk = openDesk(demo ? [learning(secrets, demo.realm), own] : [own], wire, secrets, budget);
  const changed = () => hub.publish('audit.changed', {});
  const audit = openAuditLog(db, { folder, keys, secrets, changed, report });
  const settings = openSettings(db, () => hub.publish('settings.changed', {}));
  return { db, lock, table, hub, wire, desk, audit, settings, own, options, secrets, scrub };
}

/** The keys of connections, and the keychain; whenever that can be used, keys of connections that are gone go too. */
function openKeys({ keychain, report }: Inside, parts: ReturnType<typeof openParts>) {
  const { hub, own, desk, audit } = parts;
  let clearing: Promise<unknown> = Promise.resolve();
  function clear(): void {
    if (keychain.state !== 'ready') return;
    clearing = own.credentials.clear(null).catch((error: unknown) => report('keychain', error));
  }
  clear();
  const handlers = {
    ...keyHandlers(desk, audit, (connectionId) => hub.publish('keys.changed', { connectionId })),
    ...keychainHandlers(keychain, () => {
      hub.publish('keychain.changed', {});
      clear();
    }),
  };
  return { handlers, close: () => clearing };
}

/** What reads lists, and the data folder's copy. Each list that was read may concern a plan, or a watch. */
function openReaders(
  { folder, watchEvery = 60_000, clock = realClock, report }: Inside,
  { db, lock, hub, desk, audit, settings, own, wire: { guard, backoff } }: ReturnType<typeof openParts>,
  signIn: Pick<SignIn, 'listRead'>,
  door: Pick<ShellDoor, 'isLocked'>,
) {
  const listing = new Listing(desk, (connectionId) => {
    signIn.listRead(connectionId);
    revocation.listRead(connectionId);
    watches.listRead(connectionId);
  });
  const revocation = openRevocation({
    ...{ db, lock, desk, listing, audit, guard, clock, backoff, escrow: own.credentials.escrow },
    isLocked: () => door.isLocked(),
    undo: () => settings.read().undo,
    publish: hub.publish,
    report: (error) => report('revocation', error),
  });
  const watches = new Watches({
    ...{ desk, listing, settings, hub, every: watchEvery, runs: revocation.handlers['revocation.runs'] },
    listRead(connectionId) {
      signIn.listRead(connectionId);
      revocation.listRead(connectionId);
    },
    report: (error) => report('watching', error),
  });
  const data = openData(
    { ...{ db, folder, lock, audit, publish: hub.publish }, report: (error) => report('the copy', error) },
    () => revocation.isBusy(),
  );
  const handlers = {
    ...watchHandlers(watches, desk, settings),
    ...revocation.handlers,
    ...data.handlers,
  };
  const close = () => Promise.all([watches.close(), revocation.close()]);
  return { listing, revocation, data, handlers, close };
}

/** What the requests of all connections go by: the production guard, the timeline, and how they are sent again. */
function openWire(
  { folder, report, backoff = firstBackoff }: Inside,
  { publish }: EventHub,
  secrets: KnownSecrets,
) {
  const kept = openTimeline(openBeside(folder), {
    changed: () => publish('timeline.changed', {}),
    failed: (error) => report('the timeline', error),
  });
  const guard = openGuard((connectionId) => publish('guard.changed', { connectionId }));
  const timeline = { ...kept, record: (entry: NewEntry) => kept.record(secrets.scrub(entry)) };
  const pace = { retries: new RetryBudget(), breaker: new Breaker(), turns: new Turns() };
  return { guard, timeline, ...pace, backoff, attemptLimit: 10_000 };
}
