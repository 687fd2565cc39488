import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect, type Bridge } from '../electron/bridge/connect.ts';
import { BridgeError } from '../electron/bridge/failure.ts';
import { openDemo } from '../electron/host/demo.ts';
import { openHost } from '../electron/host/index.ts';
import { memoryKeys } from '../electron/host/keys.ts';
import { reportFault } from '../electron/host/report.ts';
import { startWitness } from '../mock-server/index.ts';

const usage = `npm run soak [-- --calls N]

Makes so many calls (20000) of the bridge on a Sessiondeck of its own, 16 at a time, a twentieth of which fail, and prints
heap, memory and open handles before and after. Ends with exit code 0 only if none of them has grown beyond its bar.`;

/** MiB, MiB, and a number: what may be more after than before. */
const bars = { heap: 5, rss: 20, handles: 2 };
const abreast = 16;

interface Levels {
  heap: number;
  rss: number;
  handles: number;
}

/** What is in use once the garbage is gone. */
async function levels(): Promise<Levels> {
  if (!globalThis.gc) throw new Error('start it with npm run soak: it needs --expose-gc');
  // Idle connections are closed by then.
  await new Promise((resolve) => setTimeout(resolve, 6000));
  for (let round = 0; round < 4; round += 1) globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  const mebi = 1024 * 1024;
  return { heap: heapUsed / mebi, rss: rss / mebi, handles: process.getActiveResourcesInfo().length };
}

/** One of the calls that a page makes all day; the nth of each kind. */
function call(bridge: Bridge, nth: number): Promise<unknown> {
  const connectionId = ['demo-clerk', 'demo-vault', 'demo-nest-sessions', 'demo-nextauth'][nth % 4] ?? '';
  const filters = connectionId === 'demo-clerk' ? { userId: 'user_1', limit: '10' } : {};
  if (nth % 20 === 7) return bridge('sessions.get', { connectionId, sessionId: 'none' });
  if (nth % 5 === 0) return bridge('timeline.list', { connectionId, text: '', before: null, limit: 50 });
  if (nth % 5 === 1) return bridge('keys.status', { connectionId });
  if (nth % 5 === 2) return bridge('guard.read', { connectionId });
  return bridge('sessions.list', { connectionId, filters });
}

async function makeCalls(bridge: Bridge, calls: number): Promise<number> {
  let failed = 0;
  let next = 0;
  const worker = async () => {
    while (next < calls) {
      const nth = next;
      next += 1;
      await call(bridge, nth).catch((error: unknown) => {
        if (!(error instanceof BridgeError)) throw error;
        failed += 1;
      });
    }
  };
  await Promise.all(Array.from({ length: abreast }, worker));
  return failed;
}

function row(name: string, before: number, after: number, unit: string, bar: number): string {
  const grown = after - before;
  const figures = `${before.toFixed(1)} → ${after.toFixed(1)}${unit}`;
  return `${name.padEnd(10)}${figures.padEnd(24)}${grown > bar ? `more than +${bar}` : `within +${bar}`}`;
}

async function soak(calls: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'sessiondeck-soak-'));
  const keychain = { state: 'ready', keys: memoryKeys() } as const;
  const demo = await openDemo(await startWitness());
  const parts = {
    folder,
    keychain,
    shell: 'browser',
    version: '0.0.0-soak',
    demo,
    report: reportFault,
  } as const;
  const host = openHost(parts);
  const bridge = connect(host);
  try {
    // Whatever is kept up to a limit has reached it by then.
    await makeCalls(bridge, Math.min(calls, 12_000));
    const before = await levels();
    const started = performance.now();
    const failed = await makeCalls(bridge, calls);
    const seconds = (performance.now() - started) / 1000;
    const after = await levels();
    const lines = [
      `calls     ${calls}, of which ${failed} failed as they should, in ${seconds.toFixed(1)} s`,
      row('heap', before.heap, after.heap, ' MiB', bars.heap),
      row('rss', before.rss, after.rss, ' MiB', bars.rss),
      row('handles', before.handles, after.handles, '', bars.handles),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return (['heap', 'rss', 'handles'] as const).every((name) => after[name] - before[name] <= bars[name]);
  } finally {
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '20000' }, help: { type: 'boolean' } },
});
if (values.help || !/^[1-9]\d{0,7}$/.test(values.calls)) process.stdout.write(`${usage}\n`);
else if (!(await soak(Number(values.calls)))) process.exitCode = 1;
