import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type Bridge } from '../../../../electron/bridge/crossing/connect.ts';
import { httpCarrier } from '../../../../renderer/http-carrier.ts';
import { memory, newFolder } from '../../../../scripts/folders.ts';
import { openPage } from '../../../support/shells/carriers.ts';
import type { Said } from './host-program.ts';
import type { Turns } from './meter.ts';

/** A Sessiondeck in a process of its own, spoken to as its page does. */
export interface Victim {
  bridge: Bridge;
  /** Its turns since the last time this was asked. */
  take(): Promise<Turns>;
  /** What it reported as faults of its own. */
  faults(): string;
  close(): Promise<void>;
}

type Spoken<Kind extends Said['kind']> = Extract<Said, { kind: Kind }>;

/** Starts one; `hook` is a module that is imported before it. */
export async function openVictim(hook?: URL): Promise<Victim> {
  const [folder, page] = [newFolder(memory), newFolder(memory)];
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Sessiondeck</title>');
  const program = new URL('./host-program.ts', import.meta.url);
  const execArgv = hook ? ['--import', hook.href] : [];
  const child = fork(program, [folder, page], { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const ended = once(child, 'exit');
  let faults = '';
  child.stderr?.on('data', (chunk) => (faults += String(chunk)));
  const gone = async (): Promise<never> => {
    await ended;
    throw new Error(`the host ended by itself: ${faults.slice(-2000)}`);
  };
  const said = async <Kind extends Said['kind']>(kind: Kind): Promise<Spoken<Kind>> => {
    for (;;) {
      const [next] = (await Promise.race([once(child, 'message'), gone()])) as [Said];
      if (next.kind === kind) return next as Spoken<Kind>;
    }
  };
  const { address } = await said('address');
  const { post } = await openPage(address);
  const stopped = new AbortController();
  return {
    bridge: connect(httpCarrier(post, stopped.signal)),
    take() {
      child.send('take');
      return said('turns');
    },
    faults: () => faults,
    async close() {
      stopped.abort();
      child.disconnect();
      await ended;
    },
  };
}
