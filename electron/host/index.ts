import { adapters, describe } from '../adapters/index.ts';
import type { Carrier } from '../bridge/connect.ts';
import { eventHub, serve, type Handlers } from '../bridge/serve.ts';
import { connectionHandlers } from './connections.ts';
import { demoHandlers } from './demo-handlers.ts';
import type { Demo } from './demo.ts';
import { openDesk } from './desk.ts';
import { keyHandlers } from './key-handlers.ts';
import type { Keychain } from './keys.ts';
import { credentialsIn, type Realm } from './realm.ts';
import { sessionHandlers } from './sessions.ts';
import { connectionTable } from './store/connections.ts';
import { openStore } from './store/open.ts';
import { Attempts } from './sign-in/attempts.ts';
import { pushHandlers } from './sign-in/push.ts';
import { qrHandlers } from './sign-in/qr.ts';
import { tokenHandlers } from './tokens.ts';

export interface HostOptions {
  /** Folder of the store; made if need be. */
  folder: string;
  keychain: Keychain;
  shell: 'desktop' | 'browser';
  version: string;
  /** The running demo, whose connections are shown and which is closed with the host; null for none. */
  demo: Demo | null;
  /** Deadline of one operation, ms; 30 s when left out. */
  budget?: number;
  /** Told of faults of our own. The error may hold a secret: name its class, do not print it. */
  report: (method: string, error: unknown) => void;
}

export interface Host extends Carrier {
  close(): Promise<void>;
}

/** Puts the app together: what every shell carries across. Throws StoreError when the store cannot be used. */
export function openHost({ folder, keychain, shell, version, demo, budget, report }: HostOptions): Host {
  const db = openStore(folder);
  const table = connectionTable(db);
  const own: Realm = { list: () => table.list(), credentials: credentialsIn(keychain.keys, table), table };
  const desk = openDesk(demo ? [demo.realm, own] : [own], budget);
  const hub = eventHub();
  const sessionsChanged = (connectionId: string) => {
    hub.publish('sessions.changed', { connectionId });
  };
  const attempts = new Attempts(sessionsChanged, (connectionId, attemptId) => {
    hub.publish('signIn.changed', { connectionId, attemptId });
  });
  const handlers: Handlers = {
    'app.about': async () => ({ version, shell, keychain: keychain.state }),
    'apis.list': async () => [...adapters].map(([id, adapter]) => describe(id, adapter)),
    ...connectionHandlers(desk, table, () => hub.publish('connections.changed', {})),
    ...keyHandlers(desk, (connectionId) => hub.publish('keys.changed', { connectionId })),
    ...sessionHandlers(desk, sessionsChanged),
    ...qrHandlers(desk, attempts, version),
    ...pushHandlers(desk, attempts, version),
    ...tokenHandlers(desk),
    ...demoHandlers(demo),
  };
  return {
    ...serve(handlers, hub, report),
    async close() {
      attempts.close();
      await demo?.close();
      db.close();
    },
  };
}
