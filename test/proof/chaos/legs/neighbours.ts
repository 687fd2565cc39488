import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Bridge } from '../../../../electron/bridge/crossing/connect.ts';
import { BridgeError } from '../../../../electron/bridge/failure.ts';
import { startMockServer, type FaultKind, type MockServer } from '../../../../mock-server/index.ts';
import { newFolder } from '../../../../scripts/folders.ts';
import { saveConnection } from '../../../../scripts/mock-subject.ts';
import { HostProcess } from '../host-process.ts';

const healthy = 9;
/** What a neighbour does; the first is to compare with. */
const faults: (FaultKind | null)[] = [null, 'bomb', 'drip', 'stall', 'drop-before', 'deep-json'];
/** MiB that one of them may cost. */
const mostMemory = 48;

interface Row {
  fault: FaultKind | null;
  /** Operations of the neighbour that ended meanwhile. */
  met: number;
  /** 95th percentile of how long the others' lists take, ms. */
  p95: number;
  /** The most memory beyond what was in use before, MiB; null where the system does not tell. */
  memory: number | null;
}

/** What `npm run chaos -- --leg neighbours` measures. */
export interface NeighbourFigures {
  rows: Row[];
  lists: number;
  seconds: number;
}

/** Reads lists of nine connections while a tenth, to a server that misbehaves, is read as well; `lists` of each for each fault. */
export async function runNeighbours(lists: number): Promise<NeighbourFigures> {
  const started = performance.now();
  const folder = newFolder();
  const mock = await startMockServer({ apis: ['nest-sessions', 'vault'] });
  const host = new HostProcess(folder, new Map());
  try {
    await host.ready;
    const good = [];
    for (let nth = 0; nth < healthy; nth += 1) good.push(await connectTo(host.bridge, mock, 'vault'));
    const bad = await connectTo(host.bridge, mock, 'nest-sessions');
    await Promise.all(good.map((id) => timesOf(host.bridge, id, lists)));
    const rows: Row[] = [];
    for (const fault of faults) rows.push(await beside(fault, { host, mock, good, bad, lists }));
    return { rows, lists: lists * healthy, seconds: (performance.now() - started) / 1000 };
  } finally {
    host.kill();
    await host.gone;
    await mock.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether no neighbour costs too much memory. Of times only the figure is given: they are the machine's as well. */
export function isModest({ rows }: NeighbourFigures): boolean {
  return rows.every(({ memory }) => memory === null || memory <= mostMemory);
}

export function neighbourLines({ rows, lists, seconds }: NeighbourFigures): string[] {
  const alone = rows[0]?.p95 ?? 0;
  const lines = rows.map(({ fault, met, p95, memory }): [string, string] => {
    const more = fault === null ? '' : ` (${((100 * (p95 - alone)) / alone).toFixed(0)} % more)`;
    const cost = memory === null ? '' : `, memory +${memory.toFixed(1)} MiB`;
    const times = fault === null ? '' : `, ${met} times`;
    return [fault ?? 'alone', `p95 ${p95.toFixed(1)} ms${more}${cost}${times}`];
  });
  const all = [...lines, ['lists for each', String(lists)], ['duration', `${seconds.toFixed(1)} s`]];
  return all.map(([name = '', value = '']) => `${name.padEnd(27)} ${value}`);
}

function connectTo(bridge: Bridge, { apis }: MockServer, id: string): Promise<string> {
  const api = apis.get(id);
  if (!api) throw new Error(`there is no mock server for ${id}`);
  return saveConnection(bridge, api);
}

interface Ground {
  host: HostProcess;
  mock: MockServer;
  good: string[];
  bad: string;
  lists: number;
}

async function beside(fault: FaultKind | null, { host, mock, good, bad, lists }: Ground): Promise<Row> {
  const behaviour = mock.apis.get('nest-sessions')?.behaviour;
  if (fault) behaviour?.faults.push({ kind: fault, operation: '*', times: Infinity });
  const before = forgetPeak(host.pid);
  let met = 0;
  let goesOn = fault !== null;
  const neighbour = async () => {
    while (goesOn) {
      await failing(host.bridge('sessions.list', { connectionId: bad, filters: {} }));
      met += 1;
    }
  };
  const neighbours = [neighbour(), neighbour()];
  const times = (await Promise.all(good.map((id) => timesOf(host.bridge, id, lists)))).flat();
  goesOn = false;
  await Promise.all(neighbours);
  behaviour?.faults.splice(0);
  const peak = memoryOf(host.pid, 'VmHWM');
  const memory = before === null || peak === null ? null : Math.max(0, peak - before);
  const sorted = times.toSorted((a, b) => a - b);
  return { fault, met, p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0, memory };
}

/** How long each of so many lists takes, one after another, ms. */
async function timesOf(bridge: Bridge, connectionId: string, lists: number): Promise<number[]> {
  const times: number[] = [];
  for (let nth = 0; nth < lists; nth += 1) {
    const started = performance.now();
    await bridge('sessions.list', { connectionId, filters: {} });
    times.push(performance.now() - started);
  }
  return times;
}

async function failing(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
  }
}

/** Has Linux measure the most memory anew; gives back what is in use, MiB, or null on another system. */
function forgetPeak(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return memoryOf(pid, 'VmRSS');
}

function memoryOf(pid: number, what: 'VmRSS' | 'VmHWM'): number | null {
  if (process.platform !== 'linux') return null;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN) / 1024;
}
