import { connect, type Bridge } from '../../../electron/bridge/crossing/connect.ts';
import type { Run } from '../../../electron/bridge/revocation.ts';
import { openHost } from '../../../electron/host/index.ts';
import { memoryKeys } from '../../../electron/host/keys/keys.ts';
import { reportFault } from '../../../electron/host/scrub/report.ts';
import { memory, newFolder } from '../../../scripts/folders.ts';

const filters = { userId: 'user_1' };

/** A host with one connection to the server. */
export interface Ours {
  /** Reads the whole list in parts; `firstRows` is called when the first are there. Resolves with how many came. */
  list(firstRows?: () => void): Promise<number>;
  /** Lists, plans, ends and reads back; resolves with the run. */
  end(): Promise<Run>;
  close(): Promise<void>;
}

export async function openOurs(baseUrl: string): Promise<Ours> {
  const keychain = { state: 'ready', keys: memoryKeys() } as const;
  const shell = { shell: 'browser', version: '0.0.0-bench' } as const;
  const host = openHost({ folder: newFolder(memory), keychain, demo: null, report: reportFault, ...shell });
  const bridge = connect(host);
  const draft = {
    id: null,
    api: 'clerk',
    name: 'bench',
    kind: 'development',
    colour: 'blue',
    baseUrl,
  } as const;
  const { id } = await bridge('connections.save', { ...draft, settings: {}, filters });
  await bridge('keys.put', {
    connectionId: id,
    secrets: { secretKey: 'sk_test_abcdefghijklmnopqrstuvwxyz' },
  });
  return {
    list: (firstRows) => listInParts(bridge, id, firstRows),
    end: () => endListed(bridge, id),
    close: () => host.close(),
  };
}

async function listInParts(bridge: Bridge, connectionId: string, firstRows?: () => void): Promise<number> {
  const first = await bridge('sessions.list', { connectionId, filters, inParts: true });
  firstRows?.();
  let { length } = first.sessions;
  const { reading } = first;
  for (let isOver = reading === undefined; reading !== undefined && !isOver;) {
    const { sessions, page } = await bridge('sessions.more', { connectionId, reading });
    length += sessions.length;
    isOver = page !== null;
  }
  return length;
}

async function endListed(bridge: Bridge, connectionId: string): Promise<Run> {
  const { sessions } = await bridge('sessions.list', { connectionId, filters });
  const sessionIds = sessions.map(({ id }) => id);
  const plan = await bridge('revocation.plan', { connectionId, scope: 'matching', sessionIds });
  const over = Promise.withResolvers<undefined>();
  const leave = bridge.on('revocation.progress', ({ state }) => {
    if (state === 'done' || state === 'interrupted') over.resolve(undefined);
  });
  const said = { name: 'bench', reason: 'measuring', currentUnknown: true, sendNow: true };
  const { run } = await bridge('revocation.confirm', { planId: plan.id, ...said });
  if (!run) throw new Error('the plan changed while nothing else used the server');
  await over.promise;
  leave();
  const whole = await bridge('revocation.run', { runId: run.id });
  await bridge('revocation.close', { runId: run.id });
  return whole;
}
