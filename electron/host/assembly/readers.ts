import { Listing } from '../lists/listing.ts';
import { realClock } from '../revocation/clock.ts';
import { openRevocation } from '../revocation/open.ts';
import type { ShellDoor } from '../shell/shell.ts';
import type { SignIn } from '../sign-in/open.ts';
import { openData } from '../store/data.ts';
import { watchHandlers } from '../watch/handlers.ts';
import { Watches } from '../watch/watches.ts';
import type { Inside } from './options.ts';
import type { Parts } from './parts.ts';

/** Opens the parts that read lists, and the data folder's copy. Each list that was read may affect a plan or a watch. */
export function openReaders(
  { folder, watchEvery = 60_000, clock = realClock, report }: Inside,
  { db, lock, hub, operations, audit, settings, own, wire: { guard, backoff } }: Parts,
  signIn: Pick<SignIn, 'listRead'>,
  door: Pick<ShellDoor, 'isLocked'>,
) {
  const listing = new Listing(operations, (connectionId) => {
    signIn.listRead(connectionId);
    revocation.listRead(connectionId);
    watches.listRead(connectionId);
  });
  const revocation = openRevocation({
    ...{ db, lock, operations, listing, audit, guard, clock, backoff, escrow: own.credentials.escrow },
    isLocked: () => door.isLocked(),
    undo: () => settings.read().undo,
    publish: hub.publish,
    report: (error) => report('revocation', error),
  });
  const watches = new Watches({
    ...{ operations, listing, settings, hub, every: watchEvery },
    runs: revocation.handlers['revocation.runs'],
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
    ...watchHandlers(watches, operations, settings),
    ...revocation.handlers,
    ...data.handlers,
  };
  const close = () => Promise.all([watches.close(), revocation.close()]);
  return { listing, revocation, data, handlers, close };
}
