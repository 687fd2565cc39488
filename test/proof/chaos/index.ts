import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from '../../../electron/bridge/revocation.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import { nameOf } from './account.ts';
import { Figures, linesOf } from './figures.ts';
import { killMoments, type Course } from './course.ts';
import { playLeg } from './leg.ts';
import { chaosApis } from './server.ts';
import { Tale, type Mode, type Teller } from './tale.ts';
import { Traffic } from './traffic.ts';
import { World, type Subject } from './world.ts';

export interface ChaosOptions {
  /** Sessions to end in all. */
  operations: number;
  kills: number;
  /** No round begins after so long. */
  seconds: number;
  seed: number;
  /** The only API to try; all of them when left out. */
  api?: string | undefined;
  /** The network is well and nobody is killed: only what servers say is wrong. */
  calm?: boolean;
  /** No run begins once anything is wrong. */
  first?: boolean;
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

const shapes = ['array', 'sessions', 'array', 'items'] as const;
/** Sessions to be ended in one round, and of those beside them that are to stay. */
const sizes = [20, 200] as const;
const bystanders = 7;
/** Shares of requests that are hit, one for a run. */
const shares = [0.03, 0.08, 0.15, 0.3];
/** Runs that a round may take; in the last few nothing goes wrong any more. */
const legs = { most: 15, calm: 12 };
/** How often a list is asked for: with faults, and then in all. */
const patience = { rough: 5, most: 300 };
const quiet: Course[] = ['plain', 'plain', 'undo', 'undo or send', 'stop', 'pause'];

/**
 * Ends sessions through faulty networks, at servers that lie, with a host that is killed over and over, and counts what
 * came of it.
 */
export async function runChaos(options: ChaosOptions): Promise<Outcome> {
  const { operations, kills, seconds, seed, progress } = options;
  const figures = new Figures();
  const startedAt = performance.now();
  const took = () => (performance.now() - startedAt) / 1000;
  const world = await World.open(
    seed,
    figures,
    chaosApis.filter((api) => api === (options.api ?? api)),
  );
  try {
    const isDue = () => figures.operations < operations || figures.killed < kills;
    for (let round = 0; isDue() && goesOn(options, figures); round += 1) {
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

function modeOf(isCalm: boolean, { calm = false }: ChaosOptions, teller: Teller): Mode {
  if (isCalm) return { rough: false, lying: false };
  return calm ? { rough: false, lying: true } : teller.nextMode();
}

function goesOn({ first = false }: ChaosOptions, { cleanSoFar }: Figures): boolean {
  return !first || cleanSoFar;
}

async function playRound(world: World, subject: Subject, options: ChaosOptions): Promise<void> {
  const { random, figures } = world;
  const { server, faults } = subject;
  const { most } = server.kind;
  // So that every API has its turn, also in a short run.
  const largest = Math.min(most, Math.max(sizes[0], Math.floor(options.operations / 15)));
  const size = random.integer(sizes[0], Math.min(sizes[1], largest));
  server.api.behaviour.shape = server.api.id === 'vault' ? random.pick(shapes) : server.api.behaviour.shape;
  const names = await world.refill(subject, size + bystanders);
  // Among the others, so that one that ends moves some of them up.
  const stay = names.filter((_, place) => place % 3 === 1).slice(0, bystanders);
  const round: Round = {
    wanted: new Set(names.filter((name) => !stay.includes(name))),
    stay,
    mayEnd: new Set(),
  };
  figures.operations += size;
  world.roundTraffic = new Traffic();
  for (let leg = 1; leg <= legs.most; leg += 1) {
    if (!goesOn(options, figures)) return;
    if ((await playOne(world, subject, round, { ...options, isCalm: leg > legs.calm })) === 'none left')
      break;
  }
  faults.share = 0;
  account(world, names, round, server.living());
}

/** What one round ends, what it leaves alone, and what may have ended by itself. */
interface Round {
  wanted: ReadonlySet<string>;
  stay: readonly string[];
  mayEnd: Set<string>;
}

/** One run of a round, with whatever goes wrong in it. */
async function playOne(
  world: World,
  subject: Subject,
  round: Round,
  { isCalm, ...options }: ChaosOptions & { isCalm: boolean },
): Promise<'played' | 'none left'> {
  const { random, figures } = world;
  const { server, faults, teller } = subject;
  const mode = modeOf(isCalm, options, teller);
  faults.share = mode.rough ? random.pick(shares) : 0;
  const tale = new Tale(server, mode.lying ? teller.nextLie(server) : null);
  const left = await readList(world, subject, round.wanted);
  if (left.length > 0) {
    const killDue = () => figures.killed < (options.kills * figures.operations) / options.operations;
    const kills = mode.rough && killDue() && world.chance(80);
    const course = mode.rough ? random.pick<Course>(kills ? killMoments : quiet) : 'plain';
    const killAgain = () => killDue() && world.chance(15);
    const misreport = options.misreport ?? ((run) => run);
    const leg = { course, mode, tale, stay: round.stay, killAgain, misreport };
    for (const name of await playLeg(world, subject, left, leg)) round.mayEnd.add(name);
  }
  tale.end();
  return left.length > 0 || tale.lie?.stands ? 'played' : 'none left';
}

/** What has to be true at the end of a round, whatever was reported on the way. */
function account(
  world: World,
  names: string[],
  { wanted, mayEnd }: Round,
  living: ReadonlySet<string>,
): void {
  const { figures, roundTraffic } = world;
  for (const name of names) {
    const { received } = roundTraffic.of(name);
    if (wanted.has(name) && living.has(name))
      figures.lost.push(`${name} lives after ${legs.most} runs to end it`);
    if (!wanted.has(name) && !living.has(name) && (received > 0 || !mayEnd.has(name)))
      figures.wrong.push(`${name} was to stay and has ended`);
  }
}

/** The wanted sessions that the list still shows. A list that cannot be read is read again, as a person would. */
async function readList(world: World, subject: Subject, wanted: ReadonlySet<string>): Promise<Session[]> {
  const { connectionId, server, faults } = subject;
  for (let tries = 1; ; tries += 1) {
    try {
      const { sessions } = await world.bridge('sessions.list', { connectionId, filters: server.filters });
      return sessions.filter(
        (session) => wanted.has(nameOf(session)) && session.current !== true && isLive(session),
      );
    } catch (error) {
      if (!(error instanceof BridgeError) || tries > patience.most) throw error;
      if (tries <= patience.rough) continue;
      faults.share = 0;
      // The proxy may still refuse connections, and the host wait before it asks again a server that seems down.
      await sleep(100);
    }
  }
}

/** nextAuth's list goes on showing sessions that have ended. */
function isLive({ status }: Session): boolean {
  return status === 'active';
}
