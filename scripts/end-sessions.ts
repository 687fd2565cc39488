import type { Bridge } from '../electron/bridge/crossing/connect.ts';
import type { Run, Scope } from '../electron/bridge/revocation.ts';

interface EndOptions {
  connectionId: string;
  scope: Scope;
  /** Empty for `others` and `everything`. */
  sessionIds?: string[];
}

/**
 * Plans, confirms without an undo window, and resolves with the run once it is over. A run that the server makes wait
 * is stopped: what was not sent by then is told as not sent, with why.
 */
export async function endSessions(
  bridge: Bridge,
  { connectionId, scope, sessionIds = [] }: EndOptions,
): Promise<Run> {
  const { id: planId } = await bridge('revocation.plan', { connectionId, scope, sessionIds });
  const connections = await bridge('connections.list', {});
  const name = connections.find(({ id }) => id === connectionId)?.name ?? '';
  const said = { name, reason: 'Tried out', currentUnknown: true, sendNow: true };
  const { run } = await bridge('revocation.confirm', { planId, ...said });
  if (!run) throw new Error('the sessions changed while they were being planned');
  return untilOver(bridge, run.id);
}

async function untilOver(bridge: Bridge, runId: string): Promise<Run> {
  const over = Promise.withResolvers<undefined>();
  const look = async () => {
    const { state } = await bridge('revocation.run', { runId });
    if (state === 'done' || state === 'interrupted') over.resolve(undefined);
    if (state === 'paused') await bridge('revocation.stop', { runId });
  };
  const off = bridge.on('revocation.progress', ({ id }) => {
    if (id === runId) look().catch(over.reject);
  });
  try {
    // It may have been over before anybody listened.
    await look();
    await over.promise;
    return await bridge('revocation.run', { runId });
  } finally {
    off();
  }
}
