import { adapters, describe } from '../adapters/index.ts';
import type { ApiInfo } from '../bridge/api.ts';
import type { Carrier } from '../bridge/crossing/connect.ts';
import { type EventHub, type Handlers, serve } from '../bridge/crossing/serve.ts';
import type { HostOptions, Inside } from './assembly/options.ts';
import { closeParts, openParts, type Parts } from './assembly/parts.ts';
import { openReaders } from './assembly/readers.ts';
import { auditHandlers } from './audit/handlers.ts';
import { connectionHandlers } from './connections/connections.ts';
import { demoHandlers } from './connections/demo-handlers.ts';
import { guardHandlers } from './guard/handlers.ts';
import { routeFields, routeSecrets } from './http/route/route.ts';
import { keyHandlers } from './keys/handlers.ts';
import { keychainHandlers } from './keys/keychain-handlers.ts';
import { sessionHandlers } from './lists/handlers.ts';
import { settingsHandlers } from './shell/settings.ts';
import { noDesktop, openShell, type ShellDoor } from './shell/shell.ts';
import { openSignIn, type SignIn } from './sign-in/open.ts';
import { diskFailure } from './store/errors.ts';
import { timelineHandlers } from './timeline/handlers.ts';
import { openTokens } from './tokens/tokens.ts';
import { newSlices } from './work/slices.ts';

export interface Host extends Carrier {
  /** The shell's access to the page, and whether it is locked. */
  door: ShellDoor;
  /** Removes the secrets in use from a text for the shell's own log. */
  scrub: (text: string) => string;
  publish: EventHub['publish'];
  close(): Promise<void>;
}

/** Assembles the app behind the carrier that every shell uses. Throws StoreError when the store cannot be used. */
export function openHost(given: HostOptions): Host {
  const parts = openParts(given);
  const { options, table, hub, operations, audit, secrets, scrub } = parts;
  const { guard } = parts.wire;
  const { demo, report } = options;
  const sessionsChanged = (connectionId: string) => hub.publish('sessions.changed', { connectionId });
  const { tokens, around, signIn } = openPerson(options, parts);
  const readers = openReaders(options, parts, signIn, around.door);
  const keys = openKeys(options, parts, signIn);
  const handlers: Handlers = {
    ...plainHandlers(options, parts),
    ...connectionHandlers(operations, table, audit, readers.revocation, signIn.leave, () => {
      guard.review(operations.connections());
      hub.publish('connections.changed', {});
    }),
    ...keys.handlers,
    ...sessionHandlers(operations, readers.listing, audit, sessionsChanged),
    ...signIn.handlers,
    ...tokens.handlers,
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

/** The calls that need nothing beyond these parts. */
function plainHandlers({ version, shell, demo }: Inside, { wire, operations, audit, settings }: Parts) {
  return {
    'app.about': async () => ({ version, shell }),
    'apis.list': async () => describeAll(),
    ...demoHandlers(demo),
    ...auditHandlers(audit),
    ...guardHandlers(wire.guard, operations, audit),
    ...timelineHandlers(wire.timeline, operations),
    ...settingsHandlers(settings),
  };
}

/** The calls about keys and the keychain. Whenever the keychain is usable, keys of removed connections are deleted. */
function openKeys({ keychain, report }: Inside, parts: Parts, signIn: Pick<SignIn, 'leave'>) {
  const { hub, own, operations, audit } = parts;
  let clearing: Promise<unknown> = Promise.resolve();
  function clear(): void {
    if (keychain.state !== 'ready') return;
    clearing = own.credentials.clear(null).catch((error: unknown) => report('keychain', error));
  }
  clear();
  const keyChanged = (connectionId: string) => {
    operations.lists.outdate(connectionId);
    hub.publish('keys.changed', { connectionId });
  };
  const handlers = {
    ...keyHandlers(operations, audit, keyChanged, signIn.leave),
    ...keychainHandlers(keychain, () => {
      hub.publish('keychain.changed', {});
      clear();
    }),
  };
  return { handlers, close: () => clearing };
}

/** The parts that a person interacts with: the shell with its lock, signing in, and tokens for the clipboard. */
function openPerson(options: Inside, { db, hub, wire: { guard }, operations, audit, secrets }: Parts) {
  const { shell, version, demo, report, desktop = noDesktop } = options;
  const tokens = openTokens(operations, audit, secrets, desktop);
  const around = openShell({
    ...{ kind: shell, desktop, publish: hub.publish },
    letGo() {
      for (const connection of operations.connections())
        if (guard.end(connection.id))
          void audit.recordAfter({ action: 'changes.ended', connection, outcome: 'ended by the lock' });
      tokens.forget();
      secrets.forget();
    },
    phoneOf: (connectionId) => demo?.apis.get(connectionId)?.look().phone ?? null,
  });
  const signIn = openSignIn({
    ...{ operations, audit, db, version, publish: hub.publish },
    report: (error) => report('signing in', error),
    ...(options.lookAfter === undefined ? {} : { lookAfter: options.lookAfter }),
  });
  return { tokens, around, signIn };
}

/** Every API as its adapter describes it, with the settings that every connection has. */
function describeAll(): ApiInfo[] {
  return [...adapters].map(([id, adapter]) => {
    const own = describe(id, adapter);
    return {
      ...own,
      settings: [...own.settings, ...routeFields],
      secrets: [...own.secrets, ...routeSecrets],
    };
  });
}
