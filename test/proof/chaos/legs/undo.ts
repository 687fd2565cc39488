import { rmSync } from 'node:fs';
import type { Bridge } from '../../../../electron/bridge/crossing/connect.ts';
import { startMockServer, type MockApi } from '../../../../mock-server/index.ts';
import { newFolder } from '../../../../scripts/folders.ts';
import { saveConnection } from '../../../../scripts/mock-subject.ts';
import { confirmOne, Drill, endsAt, targetOn, untilOver, type DrillFigures } from './drill.ts';
import { HostProcess } from '../host-process.ts';

/** The shortest undo window that can be set, s. */
const undo = 5;

/**
 * Confirms two runs with an undo window, takes the first one back, and leaves the second one alone. By the time that the
 * second one is sent, the first one would have been: its window closed earlier.
 */
export async function runUndo(): Promise<DrillFigures> {
  const drill = new Drill();
  const mock = await startMockServer({ apis: ['vault'] });
  const [api] = mock.apis.values();
  if (!api) throw new Error('there is no mock server for vault');
  const folder = newFolder();
  const host = new HostProcess(folder, new Map());
  try {
    await host.ready;
    const connectionId = await saveConnection(host.bridge, api);
    await play(drill, host.bridge, api, connectionId);
  } finally {
    host.kill();
    await host.gone;
    await mock.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return drill.end();
}

async function play(drill: Drill, bridge: Bridge, api: MockApi, connectionId: string): Promise<void> {
  const settings = await bridge('settings.read', {});
  await bridge('settings.save', { ...settings, undo });
  const target = await targetOn(bridge, connectionId);
  const taken = await confirmOne(bridge, connectionId, target);
  const undone = await bridge('revocation.undo', { runId: taken.id });
  drill.check(`a run that was undone is ${undone.state}`, undone.state === 'undone');
  const other = await targetOn(bridge, connectionId, target);
  // Before it is asked for: however slow the machine is, no window closes earlier than that.
  const asked = performance.now();
  const left = await confirmOne(bridge, connectionId, other);
  drill.check('something is sent at once', endsAt(api).length === 0);
  const over = await untilOver(bridge, left.id);
  const took = performance.now() - asked;
  drill.check(`it was sent after ${took.toFixed(0)} ms`, took >= undo * 1000);
  drill.check(`what was left alone is ${over.state}`, over.state === 'done' && over.totals.ended === 1);
  const ended = `/sessions/${left.items[0]?.session.nativeId}`;
  drill.check(`${endsAt(api).join()} was asked for instead of ${ended}`, endsAt(api).join() === ended);
  const after = await bridge('revocation.run', { runId: taken.id });
  drill.check(`a run that was undone is ${after.state} later`, after.state === 'undone');
  const { sessions } = await bridge('sessions.list', { connectionId, filters: {} });
  drill.check(
    'what was undone has ended',
    sessions.some(({ id }) => id === target),
  );
  drill.check('the log is not whole', (await bridge('audit.verify', {})).state === 'whole');
}
