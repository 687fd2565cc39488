import type { DatabaseSync } from 'node:sqlite';
import pTimeout from 'p-timeout';
import type { Handlers, Publish } from '../../bridge/crossing/serve.ts';
import type { Settings } from '../../bridge/settings.ts';
import type { FolderLock } from '../store/lock.ts';
import { Ownership, revocationHandlers } from './handlers.ts';
import { openJournal } from './journal/journal.ts';
import { Plans } from './plans.ts';
import { recover } from './recover.ts';
import { Runs, type RunsPorts } from './runs.ts';

interface Options extends Omit<RunsPorts, 'journal' | 'progress' | 'changed'> {
  db: DatabaseSync;
  /** The data folder's lock; its holder ends sessions. Whoever opened it releases it, after closing the store. */
  lock: FolderLock;
  undo: () => Settings['undo'];
  publish: Publish;
}

export interface Revocation {
  handlers: Pick<Handlers, Extract<keyof Handlers, `revocation.${string}`>>;
  /** Call when a list was read: publishes planChanged for plans that this list invalidates. */
  listRead(connectionId: string): void;
  /** Whether a run is open on the connection. */
  isOpenOn(connectionId: string): boolean;
  /** Ends every run of the connection; resolves once each outcome is on record. `readBack`: see OneRun.end. */
  endAllOn(connectionId: string, readBack: boolean): Promise<void>;
  /** Whether a run is under way. */
  isBusy(): boolean;
  /** Sends nothing new, and waits up to 2 s for requests in flight. */
  close(): Promise<void>;
}

/** Connects plans, runs and recovery, and recovers the runs that an earlier start left. */
export function openRevocation({ db, lock, undo, publish, ...rest }: Options): Revocation {
  const ports: RunsPorts = {
    ...rest,
    journal: openJournal(db),
    progress: (summary) => publish('revocation.progress', summary),
    changed: (connectionId) => publish('sessions.changed', { connectionId }),
  };
  const runs = new Runs(ports);
  const plans = new Plans({ ...ports, claims: runs.claims, undo });
  /** Publishes the open plans of the connection that no longer match its list. */
  function reviewPlans(connectionId: string): void {
    const review = async () => {
      for (const planId of await plans.outdated(connectionId))
        publish('revocation.planChanged', { connectionId, planId });
    };
    review().catch(ports.report);
  }
  let isClosing = false;
  let recovering: Promise<unknown> = Promise.resolve();
  const owner = new Ownership(lock, () => {
    const settled = recover(runs, ports).catch((error: unknown) => {
      // Cut off because Sessiondeck is closing: the next start recovers it.
      if (!isClosing) ports.report(error);
    });
    recovering = Promise.all([recovering, settled]);
  });
  owner.claim();
  return {
    handlers: revocationHandlers(plans, runs, { owner, begun: reviewPlans }),
    listRead: reviewPlans,
    isOpenOn: (connectionId) => runs.claims.isOpenOn(connectionId),
    endAllOn: (connectionId, readBack) => runs.endAllOn(connectionId, readBack),
    isBusy: () => runs.isBusy,
    async close() {
      owner.close();
      await pTimeout(Promise.all([runs.halt(), recovering]), { milliseconds: 2000, message: false });
      isClosing = true;
    },
  };
}
