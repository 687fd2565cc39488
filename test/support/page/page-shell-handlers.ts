import type { DataReport } from '../../../electron/bridge/data.ts';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import type { ShellState } from '../../../electron/bridge/shell.ts';
import type { Watch } from '../../../electron/bridge/watch.ts';

type Calls = Extract<keyof Handlers, `shell.${string}` | `watch.${string}` | `data.${string}`>;

/** The shell around the page and the watches of a small world in memory. */
export function shellHandlers(kind: ShellState['kind'] = 'browser'): Pick<Handlers, Calls> {
  let locked = false;
  const state = (): ShellState => ({ kind, locked, theme: null });
  return {
    'shell.read': async () => state(),
    'shell.lock': async () => {
      locked = true;
      return state();
    },
    'shell.unlock': async () => {
      locked = false;
      return state();
    },
    'shell.commands': async () => ({}),
    'shell.theme': async () => ({}),
    'shell.protect': async () => ({}),
    'shell.takeLink': async () => ({ link: null }),
    'shell.openPhone': async () => ({}),
    ...watchHandlers(),
    'data.read': async () => wholeData,
    'data.restore': async () => wholeData,
  };
}

/** A data folder that has lost nothing. */
export const wholeData: DataReport = {
  ...{ folder: '/home/ada/.local/share/sessiondeck', loss: null, entries: 3, remembered: 3, copy: null },
  ...{
    obstacle: 'nothing-to-add',
    copyProblem: null,
    openToOthers: [],
    lockProblem: null,
    flaw: null,
    flawAt: null,
  },
};

function watchHandlers() {
  const on = new Set<string>();
  const read = async ({ connectionId }: { connectionId: string }): Promise<Watch> => {
    const [readAt, nextAt] = on.has(connectionId) ? [Date.now(), Date.now() + 60_000] : [null, null];
    return { connectionId, on: on.has(connectionId), readAt, nextAt, found: [], failure: null };
  };
  return {
    'watch.read': read,
    'watch.set': async (wanted) => {
      if (wanted.on) on.add(wanted.connectionId);
      else on.delete(wanted.connectionId);
      return read(wanted);
    },
    'watch.settle': read,
  } satisfies Partial<Handlers>;
}
