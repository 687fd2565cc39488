import type { Run } from '../../../electron/bridge/revocation.ts';
import { measureEngine } from './engine.ts';
import { comparedTo, type Figure, medianOf, sideBySide, timeOf, within } from './figures.ts';
import { openOurs, type Ours } from './ours.ts';
import { endAll, firstPage, listAll, pageSize } from './peers.ts';
import { type BenchServer, startServer } from './server.ts';

/** How large the work is: the sizes, or a hundredth of them, which tells only that each figure comes out. */
export interface Size {
  /** Sessions that are ended. */
  ends: number;
  /** Rows of the long list. */
  rows: number;
  times: number;
}

export const sizes = {
  whole: { ends: 500, rows: 100_000, times: 5 },
  // The server lies about the 38th.
  short: { ends: 50, rows: 1500, times: 1 },
} satisfies Record<string, Size>;

export interface Row {
  name: string;
  measure: (size: Size) => Promise<Figure[]>;
}

export const rows: Row[] = [
  { name: 'end', measure: endMany },
  { name: 'end under a limit', measure: endUnderLimit },
  { name: 'list', measure: ({ rows: count, times }) => listMany(count, 20, times) },
  { name: 'engine', measure: async ({ rows: count, times }) => measureEngine(count, times) },
  { name: 'slow list', measure: ({ rows: count }) => listMany(count, 160, 1) },
];

async function withBoth<Given>(
  server: Promise<BenchServer>,
  work: (server: BenchServer, ours: Ours) => Promise<Given>,
): Promise<Given> {
  const started = await server;
  const ours = await openOurs(started.baseUrl);
  try {
    return await work(started, ours);
  } finally {
    await ours.close();
    started.close();
  }
}

/** Throws unless the run tried every session and its verdicts are true; the server lied about one in a hundred. */
function assertTrue({ totals, items }: Run, asked: number, ended: number): void {
  if (items.length !== asked) throw new Error(`${items.length} of ${asked} sessions were tried`);
  const isLie = (id: string | null) => Number(id?.slice(5, 13)) % 100 === 37;
  const wrong = items.filter(({ session, verdict }) => (verdict === 'ended') === isLie(session.nativeId));
  if (wrong.length > 0 || totals.ended !== ended)
    throw new Error(
      `${wrong.length} verdicts are wrong; ${totals.ended} of ${ended} ended sessions were seen`,
    );
}

function endMany({ ends, times }: Size): Promise<Figure[]> {
  return withBoth(startServer(ends, 20), async (server, ours) => {
    const peer = async () => {
      const took = await timeOf(() => endAll(server.baseUrl));
      await server.reset();
      return took;
    };
    const measured = await sideBySide(times, () => oursAgain(server, ours, ends), peer);
    return [comparedTo(`end ${ends} at 20 ms`, measured.ours, measured.peer, 1.3)];
  });
}

/** Ends everything and checks the verdicts; resolves with how long the ending took, ms. */
async function oursAgain(server: BenchServer, ours: Ours, ends: number): Promise<number> {
  const began = performance.now();
  const run = await ours.end();
  const took = performance.now() - began;
  assertTrue(run, ends, (await server.stats()).ended);
  await server.reset();
  return took;
}

function endUnderLimit({ ends, times }: Size): Promise<Figure[]> {
  const rate = 100;
  const ideal = (ends / rate) * 1000;
  return withBoth(startServer(ends, 20, rate), async (server, ours) => {
    const took: number[] = [];
    for (let time = 0; time < times; time += 1) took.push(await oursAgain(server, ours, ends));
    return [
      within(
        `end ${ends} where ${rate} a second are let through`,
        medianOf(took),
        'ms',
        Math.max(ideal, 1000) * 1.2,
      ),
    ];
  });
}

function listMany(count: number, latency: number, times: number): Promise<Figure[]> {
  return withBoth(startServer(count, latency), async ({ baseUrl }, ours) => {
    const firsts: number[] = [];
    const firstPages: number[] = [];
    const read = async () => {
      const began = performance.now();
      const length = await ours.list(() => firsts.push(performance.now() - began));
      if (length !== count) throw new Error(`${length} of ${count} rows came`);
      return performance.now() - began;
    };
    const all = await sideBySide(times, read, async () => {
      firstPages.push(await firstPage(baseUrl));
      return timeOf(() => listAll(baseUrl, 4));
    });
    const many = `${count} at ${latency} ms a page of ${pageSize}`;
    return [
      comparedTo(`first rows of ${many}`, medianOf(firsts), medianOf(firstPages), 1.3, 150),
      comparedTo(`all ${many}`, all.ours, all.peer, 1.5),
    ];
  });
}
