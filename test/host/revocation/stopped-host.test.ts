import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Run } from '../../../electron/bridge/revocation.ts';
import { HostProcess } from '../../proof/chaos/host-process.ts';
import { saveConnection } from '../../../scripts/mock-subject.ts';
import { startMockServer, type MockServer } from '../../../mock-server/index.ts';
import { newFolder, patient, mockOf } from '../../support/host.ts';
import { endsOf } from '../../support/ending.ts';

// The host as a process of its own, which is stopped (SIGSTOP) while a run waits, and continued (SIGCONT).

const api = 'nest-sessions';
/** The shortest undo window that can be set, s. */
const undo = 5;

let mock: MockServer;
let host: HostProcess;
beforeEach(async () => {
  mock = await startMockServer();
  host = new HostProcess(newFolder(), new Map(), patient);
  await host.ready;
});
afterEach(async () => {
  host.kill();
  await host.gone;
  await mock.close();
});

const server = () => mockOf({ mock: mock }, api);

/** Confirms the end of three sessions, which then wait. */
async function confirm(): Promise<Run> {
  const connectionId = await saveConnection(host.bridge, server());
  await host.bridge('settings.save', { undo });
  const { sessions } = await host.bridge('sessions.list', { connectionId, filters: {} });
  const others = sessions.filter(({ status, current }) => status === 'active' && !current);
  const sessionIds = others.slice(0, 3).map(({ id }) => id);
  const { id: planId } = await host.bridge('revocation.plan', {
    connectionId,
    scope: 'selected',
    sessionIds,
  });
  const said = { name: '', reason: '', currentUnknown: true, sendNow: false };
  const { run } = await host.bridge('revocation.confirm', { planId, ...said });
  if (!run) throw new Error('the plan was not carried out');
  return run;
}

/** Stops the host until some seconds after the undo window was to close. */
async function stopBeyond({ sendsAt }: Run): Promise<void> {
  process.kill(host.pid, 'SIGSTOP');
  await sleep((sendsAt ?? 0) - Date.now() + 2500);
  process.kill(host.pid, 'SIGCONT');
}

describe.skipIf(process.platform === 'win32')('a host that was stopped beyond the undo window', () => {
  test('takes the Undo that was pressed before it closed, and has sent nothing', async () => {
    const run = await confirm();
    const continued = stopBeyond(run);
    const undoing = host.bridge('revocation.undo', { runId: run.id });
    await continued;
    expect(await undoing).toMatchObject({ state: 'undone', totals: { planned: 3, notSent: 3 } });
    expect(endsOf(server())).toEqual([]);
  });

  test('opens the window again in full and says so, and sends nothing before', async () => {
    const run = await confirm();
    await stopBeyond(run);
    const { id: runId } = run;
    await expect.poll(async () => (await host.bridge('revocation.run', { runId })).delay).toBe('reopened');
    const reopened = await host.bridge('revocation.run', { runId });
    expect((reopened.sendsAt ?? 0) - (run.sendsAt ?? 0)).toBeGreaterThan(undo * 1000);
    expect(endsOf(server())).toEqual([]);
  });
});
