import type { Run } from '../../electron/bridge/revocation.ts';
import type { Session } from '../../electron/bridge/session.ts';
import { BridgeError } from '../../electron/bridge/failure.ts';
import { Figures, linesOf } from './figures.ts';
import { killMoments, type Course } from './course.ts';
import { playLeg } from './leg.ts';
import { Traffic } from './traffic.ts';
import { World, type Subject } from './world.ts';

export interface ChaosOptions {
  /** Sessions to end in all. */
  operations: number;
  kills: number;
  /** No round begins after so long. */
  seconds: number;
  seed: number;
  /** Changes what the host says before it is judged: for the harness's own test. */
  misreport?: (run: Run) => Run;
  /** Told after each round how far it is, and after how many seconds. */
  progress?: (figures: Figures, seconds: number) => void;
}

export interface Outcome {
  figures: Figures;
  /** The figures in words. */
  lines: string[];
}

/** Sessions to be ended in one round, and of those beside them that are to stay. */
const sizes = [20, 200] as const;
const bystanders = 7;
/** Shares of requests that are hit, one for a round. */
const shares = [0.03, 0.08, 0.15, 0.3];
/** Runs that a round may take; in the last few nothing goes wrong any more. */
const legs = { most: 15, calm: 12 };
const quiet: Course[] = ['plain', 'plain', 'undo', 'undo or send', 'stop', 'pause'];

/** Ends sessions through faulty networks with a host that is killed over and over, and counts what came of it. */
export async function runChaos(options: ChaosOptions): Promise<Outcome> {
  const { operations, kills, seconds, seed, progress } = options;
  const figures = new Figures();
  const startedAt = performance.now();
  const took = () => (performance.now() - startedAt) / 1000;
  const world = await World.open(seed, figures);
  try {
    for (let round = 0; figures.operations < operations || figures.killed < kills; round += 1) {
      if (took() > seconds) {
        figures.complete = false;
        break;
      }
      const subject = world.subjects[round % world.subjects.length];
      if (subject) await playRound(world, subject, options);
      progress?.(figures, took());
    }
    figures.auditLog = (await world.bridge('audit.verify', {})).state;
  } finally {
    await world.close();
  }
  figures.seconds = took();
  return { figures, lines: linesOf(figures, world.faults, seed) };
}

async function playRound(world: World, subject: Subject, options: ChaosOptions): Promise<void> {
  const { random, figures } = world;
  const { server, faults } = subject;
  const size = Math.min(
    random.integer(...sizes),
    Math.max(sizes[0], options.operations - figures.operations),
  );
  const ids = server.refill(size + bystanders, random);
  const wanted = new Set(ids.slice(0, size));
  figures.operations += size;
  world.roundTraffic = new Traffic();
  for (let leg = 1; leg <= legs.most; leg += 1) {
    const isCalm = leg > legs.calm;
    faults.share = isCalm ? 0 : random.pick(shares);
    const left = await readList(world, subject, wanted);
    if (left.length === 0) break;
    const killDue = () => figures.killed < (options.kills * figures.operations) / options.operations;
    const kills = killDue() && world.chance(80);
    const course = isCalm ? 'plain' : random.pick<Course>(kills ? killMoments : quiet);
    const killAgain = () => killDue() && world.chance(15);
    await playLeg(world, subject, left, {
      course,
      killAgain,
      misreport: options.misreport ?? ((run) => run),
    });
  }
  faults.share = 0;
  account(world, ids, wanted, server.living());
}

/** What has to be true at the end of a round, whatever was reported on the way. */
function account(
  world: World,
  ids: string[],
  wanted: ReadonlySet<string>,
  living: ReadonlySet<string>,
): void {
  const { figures, roundTraffic } = world;
  for (const id of ids) {
    if (wanted.has(id) && living.has(id)) figures.lost.push(`${id} lives after ${legs.most} runs to end it`);
    if (!wanted.has(id) && !living.has(id)) figures.wrong.push(`${id} was to stay and has ended`);
    if (roundTraffic.of(id).reached > 1) figures.sentTwice += 1;
  }
}

/** The wanted sessions that the list still shows. A list that cannot be read is read again, as a person would. */
async function readList(world: World, subject: Subject, wanted: ReadonlySet<string>): Promise<Session[]> {
  const { connectionId, server, faults } = subject;
  for (let tries = 1; ; tries += 1) {
    try {
      const { sessions } = await world.bridge('sessions.list', { connectionId, filters: server.filters });
      return sessions.filter(({ nativeId, current }) => wanted.has(nativeId ?? '') && current !== true);
    } catch (error) {
      if (!(error instanceof BridgeError) || tries > 10) throw error;
      if (tries > 5) faults.share = 0;
    }
  }
}
