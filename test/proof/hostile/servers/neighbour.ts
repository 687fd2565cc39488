import type { Bridge } from '../../../../electron/bridge/crossing/connect.ts';
import { startMockServer } from '../../../../mock-server/index.ts';
import { saveConnection } from '../../../../scripts/mock-subject.ts';

/** An honest connection beside the hostile one. */
export interface Neighbour {
  /** Reads its list, has one session ended and takes that back. Rejects where anything of it fails. */
  round(): Promise<void>;
  close(): Promise<void>;
}

export async function openNeighbour(bridge: Bridge): Promise<Neighbour> {
  const mock = await startMockServer({ apis: ['vault'] });
  const [api] = mock.apis.values();
  if (!api) throw new Error('the mock server of vault is missing');
  const connectionId = await saveConnection(bridge, api);
  // Undo then has no deadline that a busy machine could miss.
  const settings = await bridge('settings.read', {});
  await bridge('settings.save', { ...settings, undo: 'until-sent' });
  return {
    async round() {
      const { sessions } = await bridge('sessions.list', { connectionId, filters: {} });
      const target = sessions.find(({ status, current }) => status === 'active' && !current);
      const sessionIds = [target?.id ?? ''];
      const { id: planId } = await bridge('revocation.plan', { connectionId, scope: 'one', sessionIds });
      const said = { name: '', reason: '', currentUnknown: true, sendNow: false };
      const { run } = await bridge('revocation.confirm', { planId, ...said });
      const undone = await bridge('revocation.undo', { runId: run?.id ?? '' });
      if (undone.state !== 'undone') throw new Error(`Undo came too late: ${undone.state}`);
    },
    close: () => mock.close(),
  };
}
