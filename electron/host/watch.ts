import type { Watch } from '../bridge/watch.ts';
import type { Handlers } from '../bridge/serve.ts';

/** Stand-in until the watch is built. */
export function watchHandlers(): Pick<Handlers, 'watch.read' | 'watch.set' | 'watch.settle'> {
  const none = (connectionId: string): Watch => ({
    connectionId,
    on: false,
    readAt: null,
    nextAt: null,
    found: [],
    failure: null,
  });
  return {
    'watch.read': async ({ connectionId }) => none(connectionId),
    'watch.set': async ({ connectionId }) => none(connectionId),
    'watch.settle': async ({ connectionId }) => none(connectionId),
  };
}
