import { rmSync } from 'node:fs';
import {
  connect,
  type Bridge,
  type Carrier,
  type Reply as BridgeReply,
} from '../../../electron/bridge/crossing/connect.ts';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import { openHost } from '../../../electron/host/index.ts';
import { memoryKeys } from '../../../electron/host/keys/keys.ts';
import { randomFor } from '../../../mock-server/random.ts';
import { operations, type Subject } from '../../../scripts/operation-table.ts';
import { openSubject } from '../../../scripts/mock-subject.ts';
import { sixteenForms } from './canary.ts';
import { tally } from './figures.ts';
import { memory, newFolder } from '../../../scripts/folders.ts';
import { onWire } from './inputs/malformed.ts';
import { recordMock, type Recorded, type Recording } from './recordings.ts';
import { startReplyServer, type Reply } from './reply-server.ts';
import { outcomeOf, shown, type Watch } from './watch.ts';

/** Deadline of an operation, ms: what stalls is to be over soon, and what is honest to be answered on a machine at work. */
const budget = 3000;
/** Connections of each API, each of which is worked on by itself. */
const lanesEach = 3;
/** So many operations in a row meet hostile answers; then one is answered honestly. */
const inARow = 3;

/** After so many rounds the connection is removed and made anew: sign-ins that were begun are kept with its key, and a list asks for each. */
const fresh = 40;

/** Makes a hostile answer of an honest one. */
export type Spoil = (honest: Recorded, words: readonly string[]) => Reply & { kind: string };

/** A connection, and how its server behaves at present. */
interface Lane {
  name: string;
  recording: Recording;
  words: string[];
  isHostile: boolean;
  /** The last hostile answer, for whoever looks into what came of it. */
  last: string;
}

/** Runs all 22 operations against servers whose answers are spoiled, until enough of them were given. */
export async function fuzzAnswers(watch: Watch, spoil: Spoil): Promise<void> {
  const recordings = await recordMock();
  const folder = newFolder(memory);
  const lanes = new Map(lanesOf(recordings).map((lane) => [lane.name, lane]));
  const server = await startReplyServer((method, path) => answer(watch, lanes, spoil, method, path));
  const keychain = { state: 'ready', keys: memoryKeys() } as const;
  const { report } = watch;
  const parts = { folder, keychain, shell: 'browser', version: '', demo: null, report } as const;
  const host = openHost({ ...parts, budget, backoff: 1 });
  watch.guard([...lanes.values()].flatMap(({ recording }) => secretsOf(recording)));
  try {
    const opened: [Lane, () => Promise<Subject>, Subject][] = [];
    for (const lane of lanes.values()) {
      const open = () => openLane(watching(watch, host, lane), lane, server.port);
      opened.push([lane, open, await open()]);
    }
    await Promise.all(opened.map(([lane, open, subject]) => work(watch, lane, open, subject)));
  } finally {
    await host.close();
    await server.close();
    watch.lookInFiles(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

function lanesOf(recordings: Recording[]): Lane[] {
  return recordings.flatMap((recording) =>
    Array.from({ length: lanesEach }, (_, place) => ({
      name: `${recording.api.id}-${place}`,
      recording,
      words: secretsOf(recording).slice(0, 3).flatMap(sixteenForms),
      isHostile: false,
      last: '',
    })),
  );
}

/** Keys, cookies and the tokens in them. */
function secretsOf({ api }: Recording): string[] {
  const values = Object.values(api.access.secrets).flatMap((value) => value.split(/[\s;]+/));
  return values.flatMap((value) => {
    const cookie = /session_token[^=]*=(.+)/.exec(value)?.[1];
    return cookie === undefined ? [value] : [cookie, cookie.split('.')[0] ?? ''];
  });
}

function answer(watch: Watch, lanes: Map<string, Lane>, spoil: Spoil, method: string, path: string): Reply {
  const [, name = '', ...rest] = path.split('/');
  const lane = lanes.get(name);
  const asked = `${method} /${rest.join('/')}`;
  const honest = lane?.recording.answers.get(asked) ?? similar(lane, asked);
  if (!lane?.isHostile) return { pieces: [onWire(honest)], then: 'keep' };
  const { kind, ...reply } = spoil(honest, lane.words);
  watch.count(kind);
  lane.last = `${asked} → ${kind}: ${shown(Buffer.concat(reply.pieces.slice(0, 50).map((piece) => Buffer.from(piece))))}`;
  return reply;
}

/** What was answered to a request that differs in its query only, or else 404. */
function similar(lane: Lane | undefined, asked: string): Recorded {
  const [path = ''] = asked.split('?');
  const known = [...(lane?.recording.answers ?? [])].find(([key]) => key.split('?')[0] === path);
  const none = { status: 404, headers: ['Content-Type', 'application/json'], body: Buffer.from('{}') };
  return known?.[1] ?? none;
}

/** A bridge each of whose calls has to settle in its time, and whose replies are looked through. */
function watching(watch: Watch, host: Carrier, lane: Lane): Bridge {
  const gone: BridgeReply = {
    ok: false,
    failure: {
      ...{ code: 'internal', tried: '', got: 'it hangs', next: 'report' },
      ...{ status: null, retryAt: null, field: null, traceId: null },
    },
  };
  return connect({
    subscribe: (event, listener) => host.subscribe(event, listener),
    async invoke(method, input) {
      // A call may be two operations: one that switches, and one that reads what became of it.
      const reply = await watch.settle(
        () => `${method} after ${lane.last}`,
        2 * budget,
        host.invoke(method, input),
      );
      tally(watch.figures.outcomes, outcomeOf(reply));
      return reply ?? gone;
    },
  });
}

function openLane(bridge: Bridge, { name, recording: { api } }: Lane, port: number): Promise<Subject> {
  const { pathname } = new URL(api.baseUrl);
  const baseUrl = `http://127.0.0.1:${port}/${name}${pathname === '/' ? '' : pathname}`;
  return again(() => openSubject(bridge, { ...api, baseUrl }));
}

/** What is honest works; on a machine at work not always in time. */
async function again<Value>(work: () => Promise<Value>, tries = 20): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BridgeError) || tries <= 1) throw error;
    return again(work, tries - 1);
  }
}

async function work(watch: Watch, lane: Lane, open: () => Promise<Subject>, first: Subject): Promise<void> {
  const { api } = lane.recording;
  let subject = first;
  const random = randomFor(`fuzz ${watch.options.seed} ${lane.name}`);
  const own = operations.filter((operation) => operation.api === api.id);
  const usual = own.filter(({ method, path }) => method === 'GET' || /verify|set-active/.test(path));
  for (let round = 1; watch.goesOn; round += 1) {
    lane.isHostile = true;
    for (let nth = 0; nth < inARow; nth += 1) {
      // What ends or sends something writes to the disk each time, and is tried less often.
      const operation = random.integer(1, 25) === 1 ? random.pick(own) : random.pick(usual);
      await failing(operation.run(subject));
    }
    lane.isHostile = false;
    await honestly(watch, subject, lane);
    if (round % fresh > 0) continue;
    await subject.bridge('connections.remove', { connectionId: subject.connectionId });
    subject = await open();
  }
}

/** A typed failure is what is expected; anything else is a fault of the harness. */
async function failing(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
  }
}

/** After all that an honest answer is still read. */
async function honestly(watch: Watch, { bridge, connectionId, filters }: Subject, lane: Lane): Promise<void> {
  try {
    await again(() => bridge('sessions.list', { connectionId, filters }));
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    watch.find('wrong', `${lane.name} does not read an honest list any more (${why}) after ${lane.last}`);
  }
}
