import type { DatabaseSync } from 'node:sqlite';
import type { Publish, Handlers } from '../../bridge/serve.ts';
import type { Settings } from '../../bridge/settings.ts';
import { takeLock } from '../store/lock.ts';
import { revocationHandlers } from './handlers.ts';
import { openJournal } from './journal.ts';
import { Plans } from './plans.ts';
import { recover } from './recover.ts';
import { Runs, type RunsPorts } from './runs.ts';

interface Options extends Omit<RunsPorts, 'journal' | 'progress' | 'changed'> {
  db: DatabaseSync;
  /** Data folder: one Sessiondeck at a time ends sessions from it. */
  folder: string;
  undo: () => Settings['undo'];
  publish: Publish;
}

export interface Revocation {
  handlers: Pick<Handlers, Extract<keyof Handlers, `revocation.${string}`>>;
  /** A list was read: plans that it no longer bears out are told of. */
  listRead(connectionId: string): void;
  /** Sends nothing new, and waits for what is under way, but no longer than 2 s. */
  close(): Promise<void>;
}

/** Puts together what plans, runs and recovers, and takes up what an earlier run of the program left. */
export function openRevocation({ db, folder, undo, publish, ...rest }: Options): Revocation {
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
  const lock = takeLock(folder);
  let isClosing = false;
  const recovering = (lock ? recover(runs, ports) : Promise.resolve()).catch((error: unknown) => {
    // Cut off by the end of Sessiondeck: the next start takes it up again.
    if (!isClosing) ports.report(error);
  });
  return {
    handlers: revocationHandlers(plans, runs, { mayEnd: lock !== null, begun: reviewPlans }),
    listRead: reviewPlans,
    async close() {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const timer = setTimeout(resolve, 2000, undefined);
      await Promise.race([Promise.all([runs.halt(), recovering]), promise]);
      clearTimeout(timer);
      isClosing = true;
      lock?.release();
    },
  };
}
