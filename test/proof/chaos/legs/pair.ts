import { rmSync } from 'node:fs';
import type { Bridge } from '../../../../electron/bridge/crossing/connect.ts';
import { BridgeError } from '../../../../electron/bridge/failure.ts';
import type { Run } from '../../../../electron/bridge/revocation.ts';
import { startMockServer, type MockApi } from '../../../../mock-server/index.ts';
import { endSessions } from '../../../../scripts/end-sessions.ts';
import { newFolder } from '../../../../scripts/folders.ts';
import { saveConnection } from '../../../../scripts/mock-subject.ts';
import { confirmOne, Drill, endsAt, targetOn, untilOver, type DrillFigures } from './drill.ts';
import { HostProcess } from '../host-process.ts';

/** Starts a second Sessiondeck on the data folder of one that has a run open, and holds both to what they may do. */
export async function runPair(): Promise<DrillFigures> {
  const drill = new Drill();
  const mock = await startMockServer({ apis: ['vault'] });
  const [api] = mock.apis.values();
  if (!api) throw new Error('there is no mock server for vault');
  const folder = newFolder();
  const keychain = new Map<string, string>();
  const first = new HostProcess(folder, keychain);
  let second = first;
  try {
    await first.ready;
    const connectionId = await saveConnection(first.bridge, api);
    const settings = await first.bridge('settings.read', {});
    await first.bridge('settings.save', { ...settings, undo: 'until-sent' });
    const run = await confirmOne(first.bridge, connectionId, await targetOn(first.bridge, connectionId));
    second = new HostProcess(folder, keychain);
    await second.ready;
    await judge(drill, { first, second, api, connectionId, run });
  } finally {
    for (const host of [first, second]) host.kill();
    await Promise.all([first.gone, second.gone]);
    await mock.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return drill.end();
}

interface Pair {
  first: HostProcess;
  second: HostProcess;
  api: MockApi;
  connectionId: string;
  /** It waits in the first one, until the person sends it. */
  run: Run;
}

async function judge(drill: Drill, { first, second, api, connectionId, run }: Pair): Promise<void> {
  const { nativeId } = run.items[0]?.session ?? { nativeId: null };
  drill.check(
    'the second one takes up a run of the first',
    (await second.bridge('revocation.runs', {})).length === 0,
  );
  drill.check(
    'the second one ends sessions while the first runs',
    await isRefused(second.bridge, connectionId),
  );
  drill.check('something was sent', endsAt(api).length === 0);
  const kept = await first.bridge('revocation.run', { runId: run.id });
  drill.check(`the run of the first is ${kept.state}`, kept.state === 'waiting');
  await first.bridge('revocation.sendNow', { runId: run.id });
  const sent = await untilOver(first.bridge, run.id);
  drill.check('the first one did not end its session', sent.totals.ended === 1 && sent.state === 'done');
  drill.check('not just that session was ended, once', endsAt(api).join() === `/sessions/${nativeId}`);
  drill.check('the log is not whole', (await first.bridge('audit.verify', {})).state === 'whole');
  first.kill();
  await first.gone;
  drill.check(
    'the second one cannot end sessions afterwards',
    !(await isRefused(second.bridge, connectionId)),
  );
}

async function isRefused(bridge: Bridge, connectionId: string): Promise<boolean> {
  try {
    await endSessions(bridge, {
      connectionId,
      scope: 'one',
      sessionIds: [await targetOn(bridge, connectionId)],
    });
    return false;
  } catch (error) {
    if (error instanceof BridgeError && error.failure.code === 'not-recorded') return true;
    throw error;
  }
}
