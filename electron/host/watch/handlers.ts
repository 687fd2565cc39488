import { fail } from '../../bridge/failure.ts';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import type { Operations } from '../lists/operations.ts';
import type { SettingsStore } from '../shell/settings.ts';
import type { Watches } from './watches.ts';

type WatchHandlers = Pick<Handlers, Extract<keyof Handlers, `watch.${string}`>>;

/** The limit of the setting `watched`. */
const mostWatched = 200;

/** The calls that start and stop watching a connection, read its state, and acknowledge what was found. */
export function watchHandlers(
  watches: Watches,
  operations: Operations,
  settings: SettingsStore,
): WatchHandlers {
  return {
    'watch.read': async ({ connectionId }) => watches.stateOf(connectionId),

    async 'watch.set'({ connectionId, on }) {
      const { id } = operations.find(connectionId).connection;
      const others = settings.read().watched.filter((watched) => watched !== id);
      if (on && others.length >= mostWatched) {
        fail({
          code: 'invalid',
          tried: 'watch.set',
          got: `no more than ${mostWatched} connections are watched`,
        });
      }
      // Saving the setting starts or stops the watch.
      settings.save({ watched: on ? [...others, id] : others });
      return watches.stateOf(id);
    },

    async 'watch.settle'({ connectionId, sessionIds }) {
      watches.settle(connectionId, sessionIds);
      return watches.stateOf(connectionId);
    },
  };
}
