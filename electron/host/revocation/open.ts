import type { DatabaseSync } from 'node:sqlite';
import pTimeout from 'p-timeout';
import type { Handlers, Publish } from '../../bridge/crossing/serve.ts';
import type { Settings } from '../../bridge/settings.ts';
import type { FolderLock } from '../store/lock.ts';
import { Ownership, revocationHandlers } from './handlers.ts';
import { openJournal } from './journal.ts';
import { Plans } from './plans.ts';
import { recover } from './recover.ts';
import { Runs, type RunsPorts } from './runs.ts';

interface Options extends Omit<RunsPorts, 'journal' | 'progress' | 'changed'> {
  db: DatabaseSync;
  /** Of the data folder: its holder ends sessions. Whoever opened it releases it, once the store is closed. */
  lock: FolderLock;
  undo: () => Settings['undo'];
  publish: Publish;
}

export interface Revocation {
  handlers: Pick<Handlers, Extract<keyof Handlers, `revocation.${string}`>>;
  /** A list was read: plans that it no longer bears out are told of. */
  listRead(connectionId: string): void;
  /** Whether sessions of the connection are being ended. */
  isOpenOn(connectionId: string): boolean;
  /** Ends every run of the connection; resolves once each outcome is on record. */
  endAllOn(connectionId: string, readBack: boolean): Promise<void>;
  /** Whether a run is under way. */
  isBusy(): boolean;
  /** Sends nothing new, and waits for what is under way, but no longer than 2 s. */
  close(): Promise<void>;
}

/** Puts together what plans, runs and recovers, and takes up what an earlier run of the program left. */
export function openRevocation({ db, lock, undo, publish, ...rest }: Options): Revocation {
  const ports: RunsPorts = {
    ...rest,
    journal: openJournal(db),
    progress: (summary) => publish('revocation.progress', summary),
    changed: (connectionId) => publish('sessions.changed', { connectionId }),
  };
  const runs = new Runs(ports);
  const plans = new Plans({ ...ports, claims: runs.claims, undo });
  /** Publishes which open plans of the connection are no longer true. */
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
      // Cut off by the end of Sessiondeck: the next start takes it up again.
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
